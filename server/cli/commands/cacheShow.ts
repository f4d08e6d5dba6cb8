/** `cachescope cache show`: the newest cached result of one action: what went into its key, what it read, what it wrote. */
import type { ActionId } from '../../engine/model/brand.ts';
import type { Dependency } from '../../engine/model/trace.ts';
import type { StoredTrace } from '../../engine/ports/store.ts';
import { cacheItemsNamed } from '../cacheNames.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import type { Style } from '../render/style.ts';
import { tableText } from '../render/table.ts';
import { ageText, countText, durationText, sizeText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { openStores } from '../session.ts';

/** Shows one action. */
export async function command(context: CommandContext): Promise<number> {
  const { output, positionals } = context;
  const action = (positionals[0] ?? '') as ActionId;
  const stores = openStores(context);
  try {
    const trace = stores.store.traces.latest([action]).get(action);
    if (!trace) {
      throw new CommandFailure('not-cached', `The cache holds nothing of "${action}".`, {
        suggestion: 'See what it holds with: cachescope cache ls',
      });
    }
    const results = stores.store.maintenance.list().filter(cacheItemsNamed([action])).length;
    if (output.json)
      output.printJson({
        version: jsonVersion,
        command: 'cache show',
        action,
        results,
        result: jsonTrace(trace),
      });
    else output.stdout.write(text(trace, results, output.stdout.style));
    return 0;
  } finally {
    stores.close();
  }
}

function jsonTrace(trace: StoredTrace): object {
  const { key, manifest, dependencies, outputs, outputDigest, startedAt, duration, lastUsedAt } =
    trace;
  return {
    key,
    startedAt: new Date(startedAt).toISOString(),
    lastUsedAt: new Date(lastUsedAt).toISOString(),
    durationMs: duration,
    manifest,
    dependencies,
    outputs,
    outputDigest,
  };
}

function text(trace: StoredTrace, results: number, style: Style): string {
  const { action, key, manifest, dependencies, outputs, startedAt, duration } = trace;
  const bytes = outputs.reduce(
    (total, output) => total + (output.type === 'file' ? output.size : 0),
    0,
  );
  const head = [
    `${style.bold(visible(action))}  ran ${ageText(Date.now() - startedAt)} in ${durationText(duration)}; ${countText(results, 'result')} kept`,
    `${style.bold('Key')}  ${key}`,
    tableText(
      manifest.map(({ field, name, value }) => [
        `${field}${name === undefined ? '' : ` ${visible(name)}`}`,
        visible(short(value)),
      ]),
    ),
  ];
  const read = dependencies.flatMap(dependencyRows);
  const wrote = outputs.map((output) => [
    visible(output.path),
    output.type === 'file' ? sizeText(output.size) : output.type,
  ]);
  return `${[...head, style.bold('Read'), tableText(shortened(read)), style.bold(`Wrote ${countText(outputs.length, 'output')}, ${sizeText(bytes)}`), tableText(shortened(wrote))].filter(Boolean).join('\n')}\n`;
}

function dependencyRows(dependency: Dependency): readonly (readonly string[])[] {
  switch (dependency.kind) {
    case 'output':
      return [[`outputs of ${visible(dependency.action)}`, dependency.digest.slice(0, 19)]];
    case 'inputs':
      return dependency.files.map(([path, digest]) => [visible(path), digest.slice(0, 19)]);
    case 'file':
      return [[visible(dependency.path), dependency.digest.slice(0, 19)]];
    case 'absent':
      return [[visible(dependency.path), 'not there']];
    case 'glob':
      return [
        [
          `names matching ${dependency.patterns.include.map(visible).join(' ')}`,
          countText(dependency.matches.length, 'file'),
        ],
      ];
    case 'executable':
      return [[`program ${visible(dependency.name)}`, visible(dependency.path ?? 'not there')]];
  }
}

const rowsMax = 20;

function shortened(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (rows.length <= rowsMax) return rows;
  return [...rows.slice(0, rowsMax), [`and ${rows.length - rowsMax} more (all with --json)`]];
}

function short(value: string | undefined): string {
  if (value === undefined) return 'not set';
  return value.length > 100 ? `${value.slice(0, 99)}…` : value;
}
