/**
 * What a language model may ask: why something is built again, how good the cache is, where time goes, what depends on what. One may also ask
 * to remove entries, which a person has to confirm.
 */
import type { EntrySelection } from '../../server/protocol/cache.ts';
import { explainReport } from '../documents/explainReport.ts';
import { formatBytes, formatCount, oneLine } from '../format.ts';
import { t } from '../texts.ts';
import { ToolFailure, type ToolInput } from './toolInput.ts';
import type { ToolName } from './toolNames.ts';
import { folderFor, requireAction, type ToolServer } from './toolServer.ts';
import { hotSpotsText, pathText, purgedText, statsText } from './toolTexts.ts';

/** What is asked of a person before a tool does something. */
export interface Confirmation {
  readonly title: string;
  readonly message: string;
}

/** One tool. */
export interface Tool {
  /** What shows while it works. */
  working(input: ToolInput): string;
  /** Undefined: it changes nothing, or would do nothing. */
  confirm?(input: ToolInput, server: ToolServer): Promise<Confirmation | undefined>;
  /** @throws ToolFailure where the input is wrong */
  answer(input: ToolInput, server: ToolServer): Promise<string>;
}

const dayMs = 86_400_000;
const rowsMax = 50;
const rowsDefault = 10;

/** All tools by name. */
export const tools: Readonly<Record<ToolName, Tool>> = {
  cachescope_explain_rebuild: {
    working: (input) => t('Asking why {0} is built again', oneLine(input.text('action') ?? '')),
    answer: async (input, server) => {
      const action = input.requiredText('action');
      const { folder } = await folderFor(server, input.text('folder'), [action]);
      const row = await requireAction(server, folder, action);
      const run = input.text('run');
      const params = { folder, action, ...(run === undefined ? {} : { run }) };
      const result = await server.request('cachescope/explain', params);
      // A link to the difference is nothing to a reader of plain text.
      const shown = 'message' in result ? result : { ...result, hasDifference: false };
      return explainReport({ folder, action, row }, shown).text;
    },
  },
  cachescope_get_cache_stats: {
    working: () => t('Reading the figures of the cache'),
    answer: async (input, server) => {
      const { folder } = await folderFor(server, input.text('folder'));
      return statsText(await server.request('cachescope/overview', { folder }));
    },
  },
  cachescope_get_hot_spots: {
    working: () => t('Looking for what takes longest'),
    answer: async (input, server) => {
      const limit = input.number('limit', { min: 1, max: rowsMax, default: rowsDefault });
      const { folder } = await folderFor(server, input.text('folder'));
      return hotSpotsText(await server.request('cachescope/overview', { folder }), limit);
    },
  },
  cachescope_find_dependency_path: {
    working: (input) =>
      t(
        'Looking for the path from {0} to {1}',
        oneLine(input.text('from') ?? ''),
        oneLine(input.text('to') ?? ''),
      ),
    answer: async (input, server) => {
      const [from, to] = [input.requiredText('from'), input.requiredText('to')];
      const { folder } = await folderFor(server, input.text('folder'), [from, to]);
      await requireAction(server, folder, from);
      await requireAction(server, folder, to);
      const { actions } = await server.request('cachescope/path', { folder, from, to });
      return pathText(from, to, actions);
    },
  },
  cachescope_purge_cache: {
    working: () => t('Removing from the cache'),
    confirm: async (input, server) => {
      const { folder, name } = await folderFor(server, input.text('folder'));
      const params = { folder, select: selectionOf(input), preview: true };
      const { entries, bytes } = await server.request('cachescope/purge', params);
      if (entries === 0) return undefined;
      return {
        title: t('Remove {0} entries from the cache of {1}?', formatCount(entries), oneLine(name)),
        message: t(
          '{0} on disk become free. What is needed again is built again.',
          formatBytes(bytes),
        ),
      };
    },
    answer: async (input, server) => {
      const { folder } = await folderFor(server, input.text('folder'));
      const params = { folder, select: selectionOf(input), preview: false };
      const result = await server.request('cachescope/purge', params);
      return result.entries === 0 && result.busy === undefined
        ? t('There is nothing to remove.')
        : purgedText(result);
    },
  },
};

/** Which entries; all of them only where that is said. */
function selectionOf(input: ToolInput): EntrySelection {
  const cache = input.text('cache');
  const action = input.text('action');
  const days = input.number('unusedForDays', { min: 0, max: 3650, default: 0 });
  if (input.flag('everything')) return { filter: '' };
  if (cache === undefined && action === undefined && days === 0)
    throw new ToolFailure(
      t('Say what to remove: "action", "cache" or "unusedForDays"; or "everything": true.'),
    );
  return {
    // Results are grouped by their action.
    ...(action === undefined ? {} : { cache: 'traces', group: action }),
    ...(cache === undefined ? {} : { cache }),
    ...(days === 0 ? {} : { unusedForMs: days * dayMs }),
  };
}
