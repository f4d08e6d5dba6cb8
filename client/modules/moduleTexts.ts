/** Sentences about a module, for lenses, hovers and lists. */
import type { ModuleInfo, ModuleRow, ModuleStatus } from '../../server/protocol/modules.ts';
import { formatCount, formatDuration, inert } from '../format.ts';
import { t } from '../texts.ts';

/** `imported by 14, affects 203 files, 3 tasks, about 12 s`. */
export function moduleSummary({ row, impact }: ModuleInfo): string {
  const parts = [importersText(row)];
  if (row.affected > row.importers) parts.push(affectedText(row));
  if (impact.actions > 0) parts.push(tasksText(impact.actions));
  const isTimeKnown = impact.actions > impact.unknown;
  if (isTimeKnown) parts.push(t('about {0}', formatDuration(impact.expectedMs)));
  return parts.join(', ');
}

/** Why answers about modules are none yet, or of what was before; undefined: they are as they should be. */
export function notReadyText({ state, message }: ModuleStatus): string | undefined {
  if (state === 'off')
    return t('Modules are switched off by the setting cachescope.modules.enabled.');
  if (state === 'analysing') return t('The modules of this folder are being analysed.');
  if (state === 'failed') return inert(message ?? '');
  return undefined;
}

/** `imported by 14`. */
export function importersText({ importers }: ModuleRow): string {
  if (importers === 0) return t('imported by none');
  return t('imported by {0}', formatCount(importers));
}

/** `affects 203 files`. */
export function affectedText({ affected }: ModuleRow): string {
  return affected === 1 ? t('affects 1 file') : t('affects {0} files', formatCount(affected));
}

function tasksText(actions: number): string {
  return actions === 1 ? t('1 task') : t('{0} tasks', formatCount(actions));
}
