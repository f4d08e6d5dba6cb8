// What package.json contributes against what the client has: commands, settings, texts, files, and the rules of when-clauses.

import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandNames, rowTwins } from '../../client/commandNames.ts';
import { expectText } from '../support/expectText.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;

function read(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

function clientSources(): string[] {
  return globSync('client/**/*.ts', { cwd: projectRoot }).sort().map(read);
}

test('every command is contributed, and every contributed one is there', () => {
  const contributed = contributes.commands.map(({ command }: { command: string }) => command);
  deepStrictEqual(contributed.toSorted(), commandNames.toSorted());
});

test('menus name commands that there are', () => {
  const used: string[] = Object.values<{ command: string }[]>(contributes.menus)
    .flat()
    .map(({ command }) => command);
  deepStrictEqual(
    used.filter((name) => !commandNames.some((known) => known === name)),
    [],
  );
});

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

// For these another command does the same without a row: the editor's own Go to File, and ours for any profile.
const elsewhere = new Set([
  'cachescope.openFile',
  'cachescope.openFlameChart',
  'cachescope.compareRuns',
]);

const twins: ReadonlyMap<string, string> = new Map(Object.entries(rowTwins));

test('a command that asks says so by an ellipsis, and its twin on rows has none', () => {
  const titles = JSON.parse(read('package.nls.json'));
  const titleOf = (command: string) => titles[command.replace('cachescope.', 'command.')];
  const onRows: MenuItem[] = contributes.menus['view/item/context'];
  for (const [twin, command] of twins) {
    match(titleOf(command), /…$/);
    doesNotMatch(titleOf(twin), /…$/);
    strictEqual(inPalette(twin), 'false');
    ok(
      onRows.some((item) => item.command === twin) &&
        !onRows.some((item) => item.command === command),
    );
  }
});

/** Rows of which a clause of the form `… viewItem =~ /x/ …` is true, among all that the views have. */
function rowsOf({ when = '' }: MenuItem): string[] {
  const view = /\bview == (\S+)/.exec(when)?.[1];
  const pattern = /viewItem =~ \/((?:[^/\\]|\\.)*)\//.exec(when)?.[1];
  ok(pattern !== undefined, when);
  return contextsOfRows
    .filter((row) => view === undefined || row.view === view)
    .filter((row) => new RegExp(pattern).test(row.context))
    .map((row) => `${row.view} ${row.context}`);
}

const contextsOfRows = Object.entries({
  tasks: ['folder', 'group task', 'group package', 'action idle ends stale', 'action busy ends'],
  cache: ['tier memory', 'tier disk', 'cache filled', 'cacheGroup', 'entry', 'entry result'],
  dependencies: ['neighbour action', 'neighbour file'],
  runs: ['run', 'run failed', 'active'],
}).flatMap(([view, contexts]) =>
  contexts.map((context) => ({ view: `cachescope.${view}`, context })),
);

test('what a button on a row does, its context menu and the palette do as well', () => {
  const items: MenuItem[] = contributes.menus['view/item/context'];
  const isInline = ({ group = '' }: MenuItem) => group.startsWith('inline');
  const inMenu = items.filter((item) => !isInline(item));
  const missing = items.filter(isInline).flatMap((item) => {
    const same = inMenu.filter(({ command }) => command === item.command).flatMap(rowsOf);
    const rows = rowsOf(item);
    ok(rows.length > 0, `${item.command} is on no row: ${item.when}`);
    return rows.filter((row) => !same.includes(row)).map((row) => `${item.command} on ${row}`);
  });
  deepStrictEqual(missing, []);
  const hidden = items
    .map(({ command }) => command)
    .map((command) => twins.get(command) ?? command)
    .filter((command) => inPalette(command) === 'false' && !elsewhere.has(command));
  deepStrictEqual([...new Set(hidden)], ['cachescope.openDeclaration']);
});

/** The clause under which the palette has a command. */
function inPalette(command: string): string {
  const palette: MenuItem[] = contributes.menus.commandPalette;
  return palette.find((item) => item.command === command)?.when ?? 'true';
}

/** Whether a clause holds in a window of which these facts are known; for clauses without patterns. */
function holds(clause: string, facts: Readonly<Record<string, unknown>>): boolean {
  const inner = /\(([^()]*)\)/.exec(clause);
  if (inner !== null) {
    const [all, part = ''] = inner;
    return holds(clause.replace(all, String(holds(part, facts))), facts);
  }
  return clause.split(' || ').some((all) =>
    all.split(' && ').every((term) => {
      const [, not, name = '', operator, value] =
        /^(!?)([\w.]+)(?: (==|!=) (\S+))?$/.exec(term.trim()) ?? [];
      if (name === 'false' || name === 'true') return name === 'true';
      const fact = facts[name];
      const is = operator === undefined ? Boolean(fact) : String(fact) === value;
      return is !== (not === '!' || operator === '!=');
    }),
  );
}

// Where no folder is on a disk. The editor tells its scheme, and the state is `virtual`, which the tests of the window's state see to.
const virtualWindow = {
  'cachescope.state': 'virtual',
  'cachescope.running': false,
  'cachescope.grouping': 'task',
  virtualWorkspace: 'vscode-vfs',
  isWorkspaceTrusted: true,
  workspaceFolderCount: 1,
};

test('where no folder is on a disk, the palette has no command that builds or looks at a cache', () => {
  const facts = virtualWindow;
  const offered = commandNames.filter((command) => holds(inPalette(command), facts));
  deepStrictEqual(offered.toSorted(), [
    'cachescope.copyDiagnostics',
    'cachescope.openProfile',
    'cachescope.openSample',
    'cachescope.restartServer',
    'cachescope.showActions',
    'cachescope.showLog',
  ]);
  ok(holds(inPalette('cachescope.run'), { ...facts, 'cachescope.state': 'ready' }));
});

test('before anything of ours was needed, the palette offers the modules of a folder, whatever lies in it', () => {
  const fresh = {
    isWorkspaceTrusted: true,
    workspaceFolderCount: 1,
    editorIsOpen: true,
    resourceScheme: 'file',
  };
  for (const command of [
    'cachescope.showGraph',
    'cachescope.showInGraph',
    'cachescope.showCycles',
    'cachescope.showUnused',
  ]) {
    ok(holds(inPalette(command), fresh), command);
    ok(!holds(inPalette(command), { ...fresh, virtualWorkspace: 'vscode-vfs' }), command);
    ok(!holds(inPalette(command), { ...fresh, workspaceFolderCount: 0 }), command);
  }
});

test('nor have the titles of the views', () => {
  const items: MenuItem[] = contributes.menus['view/title'];
  const offered = contributes.views.cachescope.flatMap(({ id: view }: { id: string }) =>
    items.filter(({ when = '' }) => holds(when, { ...virtualWindow, view })),
  );
  deepStrictEqual(
    offered.map(({ command }: MenuItem) => command),
    ['cachescope.showLog', 'cachescope.restartServer'],
  );
});

test('links of welcomes and walkthrough name commands that there are', () => {
  const names = [...read('package.nls.json').matchAll(/command:(cachescope\.\w+)(?=\))/g)];
  const unknown = names
    .map((match) => match[1])
    .filter((name) => !commandNames.some((one) => one === name));
  ok(names.length > 5);
  deepStrictEqual(unknown, []);
});

test('every setting that is read is contributed, and the other way round', () => {
  const source = read('client/settings.ts');
  const asked = [...source.matchAll(/get(?:<[^(]*>)?\('([\w.]+)'/g)].map(
    (match) => `cachescope.${match[1]}`,
  );
  // The library of the client reads this one.
  const expected = [...asked, 'cachescope.trace.server'].toSorted();
  deepStrictEqual(Object.keys(contributes.configuration.properties).toSorted(), expected);
});

test('every text of package.json is in package.nls.json, and no other', () => {
  const used = new Set(
    [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]),
  );
  deepStrictEqual([...used].sort(), Object.keys(JSON.parse(read('package.nls.json'))).sort());
});

test('files that package.json names are there', () => {
  const named = [...read('package.json').matchAll(/"((?:\.\/)?media\/[\w./-]+)"/g)];
  const files = named.map((match) => match[1] ?? '');
  ok(files.length > 8);
  deepStrictEqual(
    files.filter((file) => !existsSync(join(projectRoot, file))),
    [],
  );
});

test('it starts lazily, and the walkthrough is short', () => {
  const eager = manifest.activationEvents.filter((event: string) => /^\*$|^onStartup/.test(event));
  deepStrictEqual(eager, []);
  ok(contributes.walkthroughs[0].steps.length <= 6);
});

test('the bundle for translators has every text of the client', async () => {
  const call = /\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;
  const texts = clientSources().flatMap((source) =>
    [...source.matchAll(call)].map((match) => (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1')),
  );
  const sorted = [...new Set(texts)].sort();
  const bundle = Object.fromEntries(sorted.map((text) => [text, text]));
  const file = new URL('../../l10n/bundle.l10n.json', import.meta.url);
  await expectText(`${JSON.stringify(bundle, undefined, 2)}\n`, file);
});
