/**
 * Many warnings of one kind as one line: a workspace that comes from another tool can have hundreds of scripts that say nothing of
 * their outputs, and a list of those hides the one line that matters.
 *
 *   warning: 142 tasks do not declare their outputs, so they run every time: a#lint, b#lint, c#dev and 139 more. Declare ...
 */
import type { Problem } from '../../engine/model/problem.ts';
import { problemLine } from '../problemLine.ts';
import { visibleLines } from './visible.ts';

/** Up to here each warning of a kind has its own line, with its place. */
const listedMax = 3;

/** What the warnings of a kind have in common. Kinds that are not here are told by the first of them. */
const titles: Readonly<Record<string, string>> = {
  'no-outputs': 'tasks do not declare their outputs, so they run every time',
  'undeclared-variable': 'commands mention variables that they cannot see',
  'undeclared-dependency': 'tasks read what others write without depending on them',
  'wide-inputs': 'tasks have inputs that cover the whole workspace',
  'unknown-key': 'keys are unknown and have no effect',
  'wireit-unsupported': 'wireit settings have no effect here',
  'outside-workspace': 'inputs lie outside the workspace',
};

/**
 * Lines for problems: every error, and warnings in groups.
 * @param all one line each, as `--verbose` has it
 */
export function problemLines(
  problems: readonly Problem[],
  all: boolean,
): readonly { readonly severity: Problem['severity']; readonly text: string }[] {
  const kinds = Map.groupBy(problems, kindOf);
  return [...kinds.values()].flatMap((kind) =>
    all || kind.length <= listedMax || kind[0]?.severity === 'error'
      ? kind.map((problem) => ({ severity: problem.severity, text: problemLine(problem) }))
      : [{ severity: 'warning', text: summary(kind) } as const],
  );
}

/** One key for errors, so that they stay in the order in which they were found. */
function kindOf({ severity, code }: Problem): string {
  return severity === 'error' ? severity : code;
}

function summary(kind: readonly Problem[]): string {
  const [first] = kind;
  if (!first) return '';
  const title = titles[first.code];
  const examples = kind.slice(0, listedMax).map(shortName);
  const rest = `${kind.length - examples.length} more`;
  if (title === undefined) return `${problemLine(first)} (${kind.length - 1} more like it)`;
  const advice = new Set(kind.map(({ suggestion }) => suggestion));
  const next = advice.size === 1 ? (first.suggestion ?? '') : '';
  const text = `warning: ${kind.length} ${title}: ${examples.join(', ')} and ${rest}.`;
  return visibleLines([text, next, 'All of them: --verbose.'].filter(Boolean).join(' '));
}

/** The task that a message starts with; else the place. */
function shortName({ message, location }: Problem): string {
  const task = /^\S+#\S+/.exec(message)?.[0];
  return task ?? (location ? `${location.file}:${location.line}` : message);
}
