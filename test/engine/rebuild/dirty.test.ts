// What a change of files concerns, found through indexes, against the plain answer: ask every action about every path. Names are few
// and strange, so that patterns, folders, files and programs meet often.

import { deepEqual, equal } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildGraph } from '../../../server/engine/graph/graph.ts';
import type { Action } from '../../../server/engine/model/action.ts';
import type { ActionId, RelativePath } from '../../../server/engine/model/brand.ts';
import type { Dependency } from '../../../server/engine/model/trace.ts';
import type { StoredTrace } from '../../../server/engine/ports/store.ts';
import { concerns, patternsCover, patternsReach } from '../../../server/engine/rebuild/concern.ts';
import { DirtySet } from '../../../server/engine/rebuild/dirty.ts';
import type { NewestTraces } from '../../../server/engine/rebuild/observed.ts';
import { trace } from '../../host/store/storeFixture.ts';
import { action, actionMap, patterns } from '../../support/engine/actions.ts';
import { buildRequest, openPorts } from '../../support/engine/testEngine.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const name = fc.constantFrom('a', 'b', '[s]', 'x(y', 'x-y', '.gitignore', 'node', 'src');
const path = fc.array(name, { maxLength: 4 }).map((names) => names.join('/') as RelativePath);
const wild = fc.constantFrom('*', '**', 'a*', '?', '[ab]', '{a,src}', '!(b)', '\\[s\\]', '..', '.');
const pattern = fc
  .array(fc.oneof({ arbitrary: name, weight: 2 }, wild), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'));
const filePatterns = fc
  .record({
    base: path,
    include: fc.array(pattern, { maxLength: 3 }),
    exclude: fc.array(pattern, { maxLength: 1 }),
    always: fc.array(pattern, { maxLength: 1 }),
    ignoreGitIgnored: fc.boolean(),
  })
  .map(({ base, include, exclude, always, ignoreGitIgnored }) => ({
    ...patterns(base, []),
    include,
    exclude,
    ignoreGitIgnored,
    ...(always.length > 0 ? { includeAlways: always } : {}),
  }));
const actionCount = 5;
const anyAction = fc.record({
  cwd: path,
  inputs: fc.option(filePatterns),
  outputs: fc.option(filePatterns),
  inputFiles: fc.array(path, { maxLength: 2 }),
  programs: fc.array(fc.constantFrom('node', 'a', './a/b', '../src', 'x(y/a'), { maxLength: 2 }),
  binDirs: fc.array(path, { maxLength: 2 }),
});
const anyActions = fc
  .array(anyAction, { minLength: actionCount, maxLength: actionCount })
  .map((drafts) => actionMap(drafts.map((draft, n) => action({ id: `a${n}`, ...draft }))));

const digest = fc.constantFrom('sha256:1', 'sha256:2+link');
const dependency = fc.oneof(
  fc.record({ kind: fc.constant('file'), path, digest }),
  fc.record({ kind: fc.constant('absent'), path }),
  fc.record({ kind: fc.constant('executable'), name: fc.constant('node'), path, digest }),
  fc.record({ kind: fc.constant('glob'), patterns: filePatterns, matches: fc.constant([]) }),
) as fc.Arbitrary<Dependency>;

/** What happens to the traces before a question. */
const anyStep = fc.record({
  trace: fc.option(
    fc.record({
      action: fc.nat(actionCount - 1).map((n) => `a${n}` as ActionId),
      dependencies: fc.array(dependency, { maxLength: 3 }),
      byOtherProcess: fc.boolean(),
    }),
  ),
  paths: fc.array(fc.record({ path, isFile: fc.boolean() }), { maxLength: 3 }),
});

/** A store that tells which actions it was asked about. */
class Traces implements NewestTraces {
  readonly newest = new Map<ActionId, StoredTrace>();
  asked: ActionId[] = [];
  activity = 0;

  put(id: ActionId, dependencies: readonly Dependency[]): void {
    this.newest.set(id, { ...trace(id), dependencies, row: 1, lastUsedAt: 0 as never });
  }

  latest(ids: readonly ActionId[]): ReadonlyMap<ActionId, StoredTrace> {
    this.asked.push(...ids);
    return new Map([...this.newest].filter(([id]) => ids.includes(id)));
  }

  foreignActivity(): number {
    return this.activity;
  }
}

function plainAnswer(
  actions: ReadonlyMap<ActionId, Action>,
  traces: Traces,
  paths: readonly { readonly path: RelativePath; readonly isFile: boolean }[],
): readonly ActionId[] {
  const isConcerned = ({ id, ...rest }: Action): boolean =>
    paths.some(({ path, isFile }) => {
      const covers = isFile ? patternsCover : patternsReach;
      const observed = traces.newest.get(id)?.dependencies ?? [];
      return (
        concerns({ id, ...rest }, path, covers) ||
        observed.some((seen) => {
          if ('digest' in seen && seen.kind === 'file' && seen.digest.endsWith('+link'))
            return true;
          if (seen.kind === 'glob') return covers(seen.patterns, path);
          return 'path' in seen && seen.path === path;
        })
      );
    });
  return [...actions.values()].filter(isConcerned).map(({ id }) => id);
}

test('through indexes the same actions are found as by asking each, whatever was recorded in between', () => {
  fc.assert(
    fc.property(anyActions, fc.array(anyStep, { minLength: 1, maxLength: 5 }), (actions, steps) => {
      const traces = new Traces();
      const dirty = new DirtySet(actions, buildGraph(actions));
      for (const { trace: recorded, paths } of steps) {
        if (recorded) traces.put(recorded.action, recorded.dependencies);
        if (recorded?.byOtherProcess) traces.activity++;
        else if (recorded) dirty.forget(recorded.action);
        const isFile = new Map(paths.map((each) => [each.path, each.isFile]));
        const unique = [...isFile].map(([path, isFile]) => ({ path, isFile }));
        const found = dirty.affectedBy(
          unique.map(({ path }) => path),
          traces,
          (path) => isFile.get(path) ?? false,
        );
        deepEqual([...found].sort(), plainAnswer(actions, traces, unique));
        equal(new Set(found).size, found.length);
      }
    }),
    { numRuns: 3000 },
  );
});

test('what depends on an action that is concerned is dirty, too; what does not is not', () => {
  const actions = actionMap([
    action({ id: 'core', cwd: 'core', inputs: ['src/**'] }),
    action({ id: 'app', cwd: 'app', inputs: ['src/**'], dependsOn: ['core'] }),
    action({ id: 'other', cwd: 'other', inputs: ['src/**'] }),
  ]);
  const dirty = new DirtySet(actions, buildGraph(actions));
  const changed = ['core/src/a.ts' as RelativePath];
  deepEqual(
    dirty.affectedBy(changed, new Traces(), () => true),
    ['core', 'app'],
  );
});

test('traces are read at the first change, and then only those that are new', () => {
  const actions = actionMap([action({ id: 'a' }), action({ id: 'b' })]);
  const [a, b] = [...actions.keys()];
  const traces = new Traces();
  const dirty = new DirtySet(actions, buildGraph(actions));
  const change = (): readonly ActionId[] => {
    traces.asked = [];
    dirty.affectedBy(['x' as RelativePath], traces, () => true);
    return traces.asked;
  };
  deepEqual(change(), [a, b]);
  deepEqual(change(), []);
  dirty.forget(b as ActionId);
  deepEqual(change(), [b]);
  traces.activity++;
  deepEqual(change(), [a, b]);
});

test('an engine that lives on knows what each build saw its commands read, also after going back to an older result', async (t) => {
  const root = await makeTempDir(t);
  const ports = openPorts(root);
  t.after(() => ports.close());
  const write = (file: string, text: string): void => writeFileSync(join(root, file), text);
  const reader = action({
    id: 'reader',
    inputs: ['which.txt'],
    outputs: ['out.txt'],
    script: 'cat "$(cat which.txt)" > out.txt && echo "out.txt: $(cat which.txt)" > out.d',
    discovery: { type: 'depfile', path: 'out.d' as RelativePath, includeDirs: [] },
  });
  for (const file of ['one', 'two']) write(`${file}.txt`, file);
  write('which.txt', 'one.txt');
  const engine = ports.engine(actionMap([reader]));
  const edit = (file: string, text: string): readonly ActionId[] => {
    write(file, text);
    return engine.applyChange({ paths: [file as RelativePath], cause: 'edited' }).dirty;
  };
  const build = async (): Promise<string | undefined> => {
    const run = await engine.build(buildRequest(['reader']));
    return run.actions[0]?.state;
  };
  equal(await build(), 'ran');
  deepEqual(edit('two.txt', 'two, not read'), []);
  deepEqual(edit('which.txt', 'two.txt'), ['reader']);
  equal(await build(), 'ran');
  deepEqual(edit('one.txt', 'one, not read any more'), []);
  deepEqual(edit('one.txt', 'one'), []);
  deepEqual(edit('two.txt', 'two, read'), ['reader']);
  deepEqual(edit('which.txt', 'one.txt'), ['reader']);
  equal(await build(), 'restored');
  deepEqual(edit('two.txt', 'two, not read again'), []);
  deepEqual(edit('one.txt', 'one, read again'), ['reader']);
});
