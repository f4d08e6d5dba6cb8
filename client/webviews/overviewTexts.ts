/**
 * The texts of the overview page in the user's language. The page cannot ask for them itself, so it is opened with all of them; a test sees to it that
 * none is missing.
 */
import { t as translate } from '../texts.ts';

/** The page's texts by their English form. `{0}` and so on stay in them: the page fills them in. */
export function overviewTexts(): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  const t = (english: string) => {
    texts[english] = translate(english);
  };
  t('Started');
  t('Targets');
  t('Took');
  t('Saved');
  t('Ran');
  t('Failed');
  t('Hit rate');
  t('Last runs');
  t('Last runs, oldest first');
  t('Saved by the cache');
  t('Something failed');
  t('took {0}');
  t('saved {0}');
  t('hit rate {0}');
  t('failed: {0}');
  t('all targets');
  t('Reading the figures…');
  t('Try again');
  t('Show log');
  t('The figures could not be read');
  t('These figures may be out of date. {0}');
  t('The server did not answer within a minute.');
  t('Packages: {0} · Actions: {1}');
  t('Running');
  t('Show dashboard');
  t('Build all');
  t('No runs yet');
  t(
    'Once something has run, this page shows how often the cache helped, how much time that saved, and why actions ran again.',
  );
  t('Show as chart');
  t('Show as table');
  t('Reading the workspace…');
  t('Cachescope could not open this folder');
  t('The log says more.');
  t('Restart');
  t('There is nothing to build here yet');
  t(
    'No package.json script, turbo.json task, wireit block or cachescope.json rule was found. Describe your first task or rule in cachescope.json.',
  );
  t('Open cachescope.json');
  t('In Restricted Mode nothing is run. What ran before is shown.');
  t('Manage trust');
  t('Problems in the configuration. Errors: {0}, warnings: {1}.');
  t('Show problems');
  t('Explain {0}');
  t('Action');
  t('Mean');
  t('Times run');
  t('Total');
  t('Slowest actions');
  t('No action has run yet.');
  t('Open {0}');
  t('Entry');
  t('Size');
  t('Hits');
  t('Last used');
  t('Largest entries');
  t('Nothing is kept yet.');
  t('Reason');
  t('Times');
  t('Most frequent reasons');
  t('Nothing had to be done again yet.');
  t('Cache');
  t('Keeps');
  t('Entries');
  t('From memory');
  t('From disk');
  t('Misses');
  t('Caches');
  t('Profiles of runs: {0}, {1}');
  t('There is no cache.');
  t('Off');
  t('Files kept: {0}, {1}');
  t('Index: {0}');
  t('Goes when unused for {0}');
  t('Nothing could be a hit yet');
  t('Runs looked at: {0}');
  t('In the last run: {0}');
  t('Time saved');
  t('Last run');
  t('There was none yet');
  t('Failed: {0}');
  t('No limit is set');
  t('Limit for outputs: {0}');
  t('On disk');
  return texts;
}
