/** The second look at the disk: a thread's answers are those that the table itself would give, and are dropped when something changed. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import type { FilePatterns } from '../../../server/engine/model/action.ts';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import type { CancelToken } from '../../../server/engine/ports/cancel.ts';
import { FileTable, type Survey } from '../../../server/host/files/fileTable.ts';
import { openFiles } from '../../../server/host/files/nodeFiles.ts';
import { PackedRows } from '../../../server/host/files/packedRows.ts';
import { NodeHasher } from '../../../server/host/platform/hasher.ts';
import { openStore, type Store } from '../../../server/host/store/openStore.ts';
import { surveyAhead, surveyFor } from '../../../server/host/workspace/survey.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const packageCount = 40;
const filesEach = 60;
const never: CancelToken = { cancelled: false, why: undefined, onCancel: () => () => {} };

function patternsOf(at: number): FilePatterns {
  return {
    base: `p${at}` as RelativePath,
    include: ['**'],
    exclude: [],
    ignoreGitIgnored: true,
    boundaries: [],
  };
}

const questions = Array.from({ length: packageCount }, (_, at) => patternsOf(at));

interface Workspace {
  readonly root: string;
  readonly store: Store;
}

async function writeWorkspace(t: TestContext): Promise<Workspace> {
  const root = await makeTempDir(t);
  for (let at = 0; at < packageCount; at++) {
    await mkdir(join(root, `p${at}`, 'src'), { recursive: true });
    await Promise.all(
      Array.from({ length: filesEach }, (_, file) =>
        writeFile(join(root, `p${at}`, 'src', `${file}.txt`), `${at} ${file}`),
      ),
    );
  }
  await writeFile(join(root, '.gitignore'), 'ignored.txt\n');
  const store = openStore({ root, onTrouble: (message) => assert.fail(message) });
  if ('message' in store) assert.fail(store.message);
  t.after(() => store.close());
  // Files that changed just now are not vouched for; these did so long ago, as far as anybody can tell.
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 });
  return { root, store };
}

function tableOf({ root, store }: Workspace): FileTable {
  return new FileTable(root, new PackedRows(store.digests), new NodeHasher(join(root, 'salt')));
}

/** Looks at everything, as a build does, and keeps the answers. */
function lookAndSave(workspace: Workspace): void {
  const table = tableOf(workspace);
  for (const patterns of questions) table.inputs(patterns);
  table.save();
}

async function surveyed(workspace: Workspace): Promise<Survey> {
  const underWay = surveyFor(workspace.root, workspace.store.digests, undefined);
  if (underWay === undefined) assert.fail('a workspace of this size is worth a thread');
  const found = await underWay();
  return found ?? assert.fail('the thread failed');
}

let workers = 0;
before(() => {
  workers = process.getBuiltinModule('node:os').availableParallelism();
});

test('a thread finds what the table itself finds, after every kind of change', async (t) => {
  if (workers < 2) return t.skip('one core: no threads are started');
  const workspace = await writeWorkspace(t);
  const { root } = workspace;
  lookAndSave(workspace);
  assert.equal((await surveyed(workspace)).size, packageCount, 'every answer holds');

  const changes: readonly (readonly [what: string, holding: number, () => Promise<void>])[] = [
    ['nothing', packageCount, async () => {}],
    ['a file is edited', packageCount - 1, () => appendFile(join(root, 'p0/src/1.txt'), '!')],
    ['a file comes', packageCount - 2, () => writeFile(join(root, 'p1/src/new.txt'), '')],
    ['a file goes', packageCount - 3, () => rm(join(root, 'p2/src/5.txt'))],
    ['a folder moves', packageCount - 4, () => rename(join(root, 'p3/src'), join(root, 'p3/lib'))],
    ['the ignore file changes', 0, () => appendFile(join(root, '.gitignore'), '9.txt\n')],
  ];
  for (const [what, holding, change] of changes) {
    await change();
    const found = await surveyed(workspace);
    assert.equal(found.size, holding, what);
    assert.deepEqual(found, tableOf(workspace).survey(), what);
  }
});

test('a survey stands for the state it looked at, and for no later one', async (t) => {
  const workspace = await writeWorkspace(t);
  const { root, store } = workspace;
  lookAndSave(workspace);
  const first = questions[0] ?? assert.fail();
  const open = (answers: Survey | undefined): ReturnType<typeof openFiles> =>
    openFiles({
      root,
      rows: store.digests,
      hasher: new NodeHasher(join(root, 'salt')),
      basePath: '',
      survey: async () => answers,
    });
  const real = open(undefined).inputsDigest(first);
  // What no look at the disk can give shows where an answer came from.
  const told = new Map(
    [...tableOf(workspace).survey().keys()].map((name) => [name, 'told'] as const),
  );

  const files = open(told);
  await files.prepare(questions, never);
  assert.equal(files.inputsDigest(first), 'told');
  files.newEpoch();
  assert.equal(files.inputsDigest(first), real, 'a command ended since');

  const changed = open(told);
  changed.invalidate(['p0/src/1.txt' as RelativePath]);
  await changed.prepare(questions, never);
  assert.equal(changed.inputsDigest(first), real, 'a change was told before it arrived');

  const failed = open(undefined);
  await failed.prepare(questions, never);
  assert.equal(failed.inputsDigest(first), real, 'the thread failed');
});

test('single files that a build asks for are part of the next survey', async (t) => {
  const workspace = await writeWorkspace(t);
  const { root, store } = workspace;
  lookAndSave(workspace);
  const path = 'p0/src/1.txt' as RelativePath;
  const open = (): ReturnType<typeof openFiles> =>
    openFiles({
      root,
      rows: store.digests,
      hasher: new NodeHasher(join(root, 'salt')),
      basePath: '',
      survey: async () => tableOf(workspace).survey(),
    });
  const files = open();
  await files.prepare(questions, never);
  const digest = files.digest(path);
  files.save();
  assert.equal(tableOf(workspace).survey().get(`file ${path}`), digest);
  await appendFile(join(root, path), '!');
  assert.equal(tableOf(workspace).survey().get(`file ${path}`), undefined);
  const later = open();
  await later.prepare(questions, never);
  assert.notEqual(later.digest(path), digest);
});

test('small workspaces start no thread', async (t) => {
  const root = await makeTempDir(t);
  const store = openStore({ root, onTrouble: (message) => assert.fail(message) });
  if ('message' in store) assert.fail(store.message);
  t.after(() => store.close());
  assert.equal(surveyFor(root, store.digests, undefined), undefined);
  assert.equal(surveyAhead(root), undefined);
});
