// What package.json contributes against what the client has: commands, settings, texts, files, and the rules of when-clauses.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandNames } from '../../client/commandNames.ts';
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
