/** The tools of `cachescope mcp`: each is a command of the command line that only reads, with its answer caught as text. */
import { CommandFailure } from '../failure.ts';
import { problemLine } from '../problemLine.ts';
import { contextOf, outputOf, type Surroundings } from './capture.ts';
import {
  actionNamed,
  count,
  countOf,
  type Input,
  required,
  runNamed,
  schema,
  textOf,
} from './input.ts';
import type { ToolDescription, ToolResult } from './protocol.ts';

/** A tool and what it runs. */
export interface McpTool extends ToolDescription {
  answer(input: Input, surroundings: Surroundings): Promise<string>;
}

const annotations = { readOnlyHint: true, openWorldHint: false } as const;

/** All of them. */
export const mcpTools: readonly McpTool[] = [
  {
    name: 'explain_rebuild',
    title: 'Explain rebuild',
    description:
      'Explains why a task would be built again now, or why it was built in its last run: the input file, variable, command or dependency that changed, and the chain of tasks back to the file that a person edited. Use it when asked why something rebuilt, missed the cache or is stale. Starts no task.',
    inputSchema: schema({ action: actionNamed('The task'), run: runNamed }, ['action']),
    annotations,
    answer: async (input, surroundings) => {
      const { command } = await import('../commands/explain.ts');
      const run = textOf(input, 'run');
      const flags = run === undefined ? {} : { run: [run] };
      return await outputOf(command, surroundings, [required(input, 'action')], flags);
    },
  },
  {
    name: 'get_cache_stats',
    title: 'Cache figures',
    description:
      'Returns figures of the build cache: hit rate, time saved, bytes on disk, each named cache, and the last runs. Use it when asked whether caching works or how large the cache is. Starts no task.',
    inputSchema: schema({ runs: count('Runs that are counted', 1000) }, []),
    annotations,
    answer: async (input, surroundings) => {
      const { command } = await import('../commands/stats.ts');
      return await outputOf(command, surroundings, [], {
        last: [String(countOf(input, 'runs', 20))],
      });
    },
  },
  {
    name: 'get_hot_spots',
    title: 'Build hot spots',
    description:
      'Returns what costs most: the slowest tasks, and the most frequent reasons why tasks ran again. Use it when asked what makes builds slow or what to improve first. Starts no task.',
    inputSchema: schema({ runs: count('Runs that are counted', 1000) }, []),
    annotations,
    answer: async (input, surroundings) => {
      const { hotSpots } = await import('./hotSpots.ts');
      return hotSpots(
        contextOf(surroundings, { positionals: [], flags: {} }).context,
        countOf(input, 'runs', 20),
      );
    },
  },
  {
    name: 'find_dependency_path',
    title: 'Dependency path',
    description:
      'Returns the shortest chain of dependencies by which one task needs another. Use it when asked why a change of one package builds another. Starts no task.',
    inputSchema: schema(
      {
        from: actionNamed('The task that needs the other'),
        to: actionNamed('The task that is needed'),
      },
      ['from', 'to'],
    ),
    annotations,
    answer: async (input, surroundings) => {
      const { command } = await import('../commands/graph.ts');
      const path = [required(input, 'from'), required(input, 'to')];
      return await outputOf(command, surroundings, [], { path });
    },
  },
];

/** Calls one, and makes a result of whatever happens. */
export async function callTool(
  tool: McpTool,
  input: Input,
  surroundings: Surroundings,
): Promise<ToolResult> {
  try {
    return { text: await tool.answer(input, surroundings) };
  } catch (error) {
    if (!(error instanceof CommandFailure)) {
      const text = error instanceof Error ? error.message : String(error);
      return { text: `Internal error: ${text}`, isError: true };
    }
    const { message, suggestion, problems } = error;
    const text = [...problems.map(problemLine), [message, suggestion].filter(Boolean).join(' ')];
    return { text: text.join('\n'), isError: true };
  }
}
