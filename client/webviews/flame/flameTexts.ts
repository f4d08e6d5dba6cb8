/**
 * The texts of the flame chart's page in the user's language. The page cannot ask for them itself, so it is opened with all of them; a test sees to it
 * that none is missing.
 */
import { t as translate } from '../../texts.ts';

/** The page's texts by their English form. `{0}` and so on stay in them: the page fills them in. */
export function flameTexts(): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  const t = (english: string) => {
    texts[english] = translate(english);
  };
  t('Reading {0}…');
  t('There are no spans in this file.');
  t('This profile cannot be shown');
  t('Details');
  t('Name');
  t('Self');
  t('Count');
  t('Selection');
  t('What took longest in the selection');
  t('Flame chart of {0}. Arrow keys go from span to span, ? lists all keys.');
  t('Callers of {0}');
  t('Called by {0}');
  t('Spans: {0} · Names: {1}');
  t('{0} of {1}');
  t('The profile does not say where this comes from.');
  t('Total');
  t('Names with what they took');
  t('Keys');
  t('Close');
  t('Drag');
  t('Move');
  t('Wheel, pinch');
  t('Zoom at the pointer');
  t('Shift + wheel');
  t('Move sideways');
  t('Alt + wheel');
  t('Scroll the lanes');
  t('Shift + drag, or drag on the axis');
  t('Select');
  t('Double click');
  t('Fit the span');
  t('Ctrl + click');
  t('Open the source');
  t('Previous span in the row');
  t('Next span in the row');
  t('Span above');
  t('Span below');
  t('First span of the row');
  t('Last span of the row');
  t('Lane above');
  t('Lane below');
  t('Back');
  t('Zoom in');
  t('Zoom out');
  t('Move left');
  t('Move right');
  t('Show all');
  t('Select the time of the span');
  t('Open the source (with Alt: to the side)');
  t('Callers and callees');
  t('Search');
  t('Next match (with Shift: the one before)');
  t('Notes about this file: {0}');
  t('Spans');
  t('Spans in the selection: {0}');
  t('From');
  t('To');
  t('Length');
  t('Spans: {0} · Lanes: {1} · Length: {2}');
  t('Choose a span to see what it is. Press ? in the chart for all keys.');
  t('Start');
  t('Category');
  t('Source');
  t('Open source');
  t('(no name)');
  t('{0}, {1}, depth {2}, {3}');
  t('Previous match');
  t('Next match');
  t('View');
  t('Flame chart');
  t('Time order');
  t('Left heavy');
  t('Sandwich');
  t('Table');
  t('Search names, categories and files');
  t('Package');
  t('Cache state');
  t('Colour by');
  t('PNG picture');
  t('SVG picture');
  t('speedscope file');
  t('Save as…');
  return texts;
}
