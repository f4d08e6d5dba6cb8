/** The list of keys, and of what the pointer does. */
import type { Translate } from '../../overview/texts.ts';
import { keysDialog } from '../../ui/keysDialog.ts';
import { bindings } from './keys.ts';

/** Makes the dialog. */
export function helpDialog(t: Translate): HTMLDialogElement {
  const pointer = [
    [t('Drag'), t('Move')],
    [t('Wheel, pinch'), t('Zoom at the pointer')],
    [t('Shift + wheel'), t('Move sideways')],
    [t('Double click'), t('Open or close the folder, open the file')],
  ] as const;
  return keysDialog({
    title: t('Keys'),
    close: t('Close'),
    rows: [
      ...bindings.map(({ keys, about }) => ({ keys, about: t(about) })),
      ...pointer.map(([how, about]) => ({ keys: [how], about })),
    ],
  });
}
