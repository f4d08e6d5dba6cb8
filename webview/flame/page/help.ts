/** The list of keys, and of what the pointer does. */
import type { Translate } from '../../overview/texts.ts';
import { keysDialog } from '../../ui/keysDialog.ts';
import { bindings } from './keys.ts';

const pointerHelp = [
  ['Drag', 'Move'],
  ['Wheel, pinch', 'Zoom at the pointer'],
  ['Shift + wheel', 'Move sideways'],
  ['Alt + wheel', 'Scroll the lanes'],
  ['Shift + drag, or drag on the axis', 'Select'],
  ['Double click', 'Fit the span'],
  ['Ctrl + click', 'Open the source'],
] as const;

/** Makes the dialog; `showModal` opens it. */
export function helpDialog(t: Translate): HTMLDialogElement {
  return keysDialog({
    title: t('Keys'),
    close: t('Close'),
    rows: [
      ...bindings.map(({ keys, about }) => ({ keys, about: t(about) })),
      ...pointerHelp.map(([how, about]) => ({ keys: [t(how)], about: t(about) })),
    ],
  });
}
