/** What the chart of a run needs to know of the server. */
import type { RunPage } from '../../../server/protocol/overview.ts';
import type { ServerConnection } from '../../languageClient.ts';

/** A cache entry, by the id that commands know it by. */
export interface FoundEntry {
  readonly id: string;
  readonly name: string;
}

/** Questions about a folder. */
export interface RunQuestions {
  /** The last runs. */
  runs(folder: string): Promise<RunPage>;
  /** The result of an action that would be used now, else the one that was used last; undefined: none is kept. */
  entry(folder: string, action: string): Promise<FoundEntry | undefined>;
}

/** Far more than an action has results. */
const entriesMax = 200;
const runsMax = 200;

/** Asks the server. */
export function runQuestions(connection: Pick<ServerConnection, 'request'>): RunQuestions {
  return {
    runs: (folder) => connection.request('cachescope/runs', { folder, offset: 0, limit: runsMax }),
    entry: async (folder, action) => {
      const { rows } = await connection.request('cachescope/cacheEntries', {
        ...{ folder, select: { cache: 'traces', group: action } },
        ...{ order: 'last-used', descending: true, offset: 0, limit: entriesMax },
      });
      return rows.find(({ current }) => current === true) ?? rows[0];
    },
  };
}
