// Every language feature in every kind of configuration file, over the real server on a real workspace: what an editor asks,
// and what a person would see. A feature that one of the files does not have fails here.

import { match, ok } from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentDiagnosticReport,
  Hover,
  Location,
  WorkspaceDiagnosticReport,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { writeFixture } from '../support/fixture.ts';
import { type CleanupScope, makeTempDir } from '../support/tempDir.ts';
import { startTestServer, type TestServer } from './serverFixture.ts';

const workspace = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- cachescope.json
  {
    // Of all packages.
    "tasks": {
      "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"], "env": ["CI"] },
      "after": { "dependsOn": ["build"], "outputs": [] },
      "loose": { "dependsOn": ["after"] }
    }
  }
  //- turbo.json
  {
    "tasks": {
      "test": { "dependsOn": ["^test"], "inputs": ["src/**"], "outputs": ["out/**"], "env": ["CI"] },
      "report": { "dependsOn": ["test"], "outputs": [] },
      "vague": { "dependsOn": ["report"] }
    }
  }
  //- packages/lib/package.json
  {
    "name": "lib",
    "scripts": {
      "build": "mkdir -p dist && cp src/a.txt dist/a.txt", "after": "true", "loose": "echo $LOOSE",
      "test": "mkdir -p out && cp src/a.txt out/a.txt", "report": "true", "vague": "echo $VAGUE"
    }
  }
  //- packages/lib/src/a.txt
  one
  //- packages/web/package.json
  {
    "name": "web",
    "dependencies": { "lib": "*" },
    "scripts": { "lint": "cat src/b.txt", "style": "true", "open": "echo $OPEN" }
  }
  //- packages/web/turbo.json
  {
    "extends": ["//"],
    "tasks": {
      "lint": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": [], "env": ["CI"] },
      "style": { "dependsOn": ["lint"], "outputs": [] },
      "open": { "dependsOn": ["style"] }
    }
  }
  //- packages/web/src/b.txt
  two
  //- packages/docs/package.json
  {
    "name": "docs",
    "dependencies": { "lib": "*" },
    "scripts": { "pages": "cat src/c.txt", "index": "true", "site": "echo $SITE" }
  }
  //- packages/docs/turbo.jsonc
  {
    "extends": ["//"],
    "tasks": {
      // With comments.
      "pages": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": [], "env": ["CI"] },
      "index": { "dependsOn": ["pages"], "outputs": [] },
      "site": { "dependsOn": ["index"] }
    }
  }
  //- packages/docs/src/c.txt
  three
  //- packages/tool/package.json
  {
    "name": "tool",
    "scripts": { "gen": "wireit", "pack": "wireit", "ship": "wireit" },
    "wireit": {
      "gen": { "command": "cat src/d.txt", "dependencies": ["../lib:build"], "files": ["src/**"], "output": [], "env": { "CI": { "external": true } } },
      "pack": { "command": "true", "dependencies": ["gen"], "files": [], "output": [] },
      "ship": { "command": "echo $SHIP", "dependencies": ["pack"], "files": ["src/**"] }
    }
  }
  //- packages/tool/src/d.txt
  four
`;

/** One kind of file, with three tasks: one that others need, one that needs it, one that declares neither outputs nor variables. */
interface Subject {
  readonly path: string;
  /** The package that the first task is looked at in. */
  readonly owner: string;
  /** An input of that task. */
  readonly input: string;
  readonly tasks: readonly [needed: string, needs: string, loose: string];
  readonly words: { readonly needs: string; readonly inputs: string; readonly outputs: string };
  /** How a task of another package is written. */
  readonly foreign: string;
  /** What starts the list, or the map, of variables. */
  readonly variables: string;
  /** A name of a package, proposed after this. */
  readonly packages: { readonly after: string; readonly label: string };
  /** What is offered for what the doctor says of the third task. In turbo.json a task without `outputs` writes nothing. */
  readonly fixes: readonly string[];
}

const common = {
  words: { needs: '"dependsOn": [', inputs: '"inputs": [', outputs: '"outputs"' },
  foreign: 'lib#build',
  variables: '"env": [',
};

const subjects: readonly Subject[] = [
  {
    ...common,
    path: 'cachescope.json',
    owner: 'lib',
    input: 'packages/lib/src/a.txt',
    tasks: ['build', 'after', 'loose'],
    packages: { after: '"tasks": {', label: 'lib#build' },
    fixes: ['Add "LOOSE" to "env"', 'Declare that it writes nothing: "outputs": []'],
  },
  {
    ...common,
    path: 'turbo.json',
    owner: 'lib',
    input: 'packages/lib/src/a.txt',
    tasks: ['test', 'report', 'vague'],
    packages: { after: '"tasks": {', label: 'lib#test' },
    fixes: ['Add "VAGUE" to "env"'],
  },
  {
    ...common,
    path: 'packages/web/turbo.json',
    owner: 'web',
    input: 'packages/web/src/b.txt',
    tasks: ['lint', 'style', 'open'],
    packages: { after: '"extends": ["', label: 'lib' },
    fixes: ['Add "OPEN" to "env"'],
  },
  {
    ...common,
    path: 'packages/docs/turbo.jsonc',
    owner: 'docs',
    input: 'packages/docs/src/c.txt',
    tasks: ['pages', 'index', 'site'],
    packages: { after: '"extends": ["', label: 'lib' },
    fixes: ['Add "SITE" to "env"'],
  },
  {
    path: 'packages/tool/package.json',
    owner: 'tool',
    input: 'packages/tool/src/d.txt',
    tasks: ['gen', 'pack', 'ship'],
    words: { needs: '"dependencies": [', inputs: '"files": [', outputs: '"output"' },
    foreign: '../lib:build',
    variables: '"env": { ',
    packages: { after: '"dependencies": ["', label: '../lib:build' },
    fixes: ['Add "SHIP" to "env"', 'Declare that it writes nothing: "output": []'],
  },
];

/** A subject whose file is open in the server. */
class Opened {
  readonly uri: string;
  readonly text: string;
  readonly subject: Subject;
  readonly #server: TestServer;

  constructor(server: TestServer, root: string, subject: Subject, text: string) {
    this.#server = server;
    this.subject = subject;
    this.text = text;
    this.uri = pathToFileURL(join(root, subject.path)).href;
  }

  /** The place behind some text, of which the search starts behind another. */
  after(needle: string, from = ''): { line: number; character: number } {
    const start = this.text.indexOf(needle, this.text.indexOf(from));
    ok(start !== -1, `${needle} is not in ${this.subject.path}`);
    const lines = this.text.slice(0, start + needle.length).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  }

  /** In the key of a task, where it is defined. */
  definitionOf(task: string): { line: number; character: number } {
    return this.after(
      `"${task.slice(0, 2)}`,
      this.subject.path.endsWith('package.json') ? '"wireit": {' : '"tasks"',
    );
  }

  async ask<Result>(method: string, params: object = {}): Promise<Result> {
    const whole = { textDocument: { uri: this.uri }, ...params };
    return await this.#server.client.sendRequest<Result>(method, whole);
  }

  async labels(position: object): Promise<string> {
    const found = await this.ask<CompletionItem[] | CompletionList>('textDocument/completion', {
      position,
    });
    return (Array.isArray(found) ? found : found.items).map(({ label }) => label).join('\n');
  }

  /** Each place as `path: text`. */
  async places(method: string, position: object, context = {}): Promise<string> {
    const found = await this.ask<Location[]>(method, { position, ...context });
    const texts = found.map(async ({ uri, range }) => {
      const lines = (await readFile(fileURLToPath(uri), 'utf8')).split('\n');
      const path = decodeURIComponent(
        uri.slice(uri.indexOf(this.subject.path.split('/')[0] ?? '')),
      );
      return `${path}: ${lines[range.start.line]?.slice(range.start.character, range.end.character)}`;
    });
    return (await Promise.all(texts)).join('\n');
  }
}

suite('language features in every configuration file', () => {
  const cleanups: (() => unknown)[] = [];
  const scope: CleanupScope = { after: (cleanup: () => unknown) => void cleanups.push(cleanup) };
  let server: TestServer;
  const opened = new Map<Subject, Opened>();
  const it = (subject: Subject): Opened => {
    const one = opened.get(subject);
    ok(one, subject.path);
    return one;
  };

  before(async () => {
    const root = await makeTempDir(scope);
    await writeFixture(root, workspace);
    server = await startTestServer(scope, { folders: [root], pulls: true });
    await server.ready();
    for (const subject of subjects) {
      const text = await readFile(join(root, subject.path), 'utf8');
      const one = new Opened(server, root, subject, text);
      opened.set(subject, one);
      const id = `${subject.owner}#${subject.tasks[0]}`;
      await server.run(id);
      await server.run(id);
    }
    // Last, since some of them build what others read.
    for (const { input } of subjects) {
      await appendFile(join(root, input), 'changed\n');
      await server.changed('changed', join(root, input));
    }
    for (const { owner, tasks } of subjects) await server.action(`${owner}#${tasks[0]}`, 'stale');
  });

  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  for (const subject of subjects) {
    const { path, tasks, words } = subject;
    const [needed, needs, loose] = tasks;

    suite(path, () => {
      test('what is wrong is told though the file is not open', async () => {
        const { items } = await it(subject).ask<WorkspaceDiagnosticReport>('workspace/diagnostic', {
          previousResultIds: [],
        });
        const found = items.find(({ uri }) => uri === it(subject).uri);
        const codes = found?.kind === 'full' ? found.items.map(({ code }) => code).join(' ') : '';
        match(codes, /no-outputs|undeclared-variable/);
      });

      test('what is typed is checked', async () => {
        const { uri, text } = it(subject);
        const wrong = text.replace(words.outputs, words.outputs.replace('out', 'otu'));
        await server.client.sendNotification('textDocument/didOpen', {
          textDocument: { uri, languageId: 'jsonc', version: 1, text: wrong },
        });
        const report = await it(subject).ask<DocumentDiagnosticReport>('textDocument/diagnostic');
        ok(report.kind === 'full' && report.items.some(({ code }) => code === 'unknown-key'));
        const fixes = await it(subject).ask<CodeAction[]>('textDocument/codeAction', {
          range: report.items.find(({ code }) => code === 'unknown-key')?.range,
          context: { diagnostics: [] },
        });
        ok(
          fixes.some(({ title }) => title === `Change to ${words.outputs}`),
          fixes.map(({ title }) => title).join(),
        );
        await server.client.sendNotification('textDocument/didChange', {
          textDocument: { uri, version: 2 },
          contentChanges: [{ text }],
        });
      });

      test('tasks, tasks of packages, globs and variables are proposed', async () => {
        const one = it(subject);
        match(await one.labels(one.after(`${words.needs}"`)), new RegExp(`^${needs}$`, 'm'));
        match(
          await one.labels(one.after(`${words.needs}"`)),
          new RegExp(`^${subject.foreign}$`, 'm'),
        );
        match(await one.labels(one.after(`${words.inputs}"`)), /^src\/\*\*$/m);
        match(await one.labels(one.after(`${subject.variables}"`)), /^PATH$/m);
        match(
          await one.labels(one.after(subject.packages.after)),
          new RegExp(`^${subject.packages.label}$`, 'm'),
        );
      });

      test('a task shows its state, last time, hits and reason', async () => {
        const { contents } = await it(subject).ask<Hover>('textDocument/hover', {
          position: it(subject).definitionOf(needed),
        });
        const text = JSON.stringify(contents);
        match(text, /stale/);
        match(text, /Last run [\d.]+ m?s/);
        match(text, /\d\d% cache hits/);
        match(text, /changed/);
      });

      test('a dependency leads to its definition, and back to what names it', async () => {
        const one = it(subject);
        const use = one.after(`"${needed.slice(0, 2)}`, `"${needs}": {`);
        const expected = new RegExp(`^${path.replaceAll('.', '\\.')}: ${needed}$`, 'm');
        match(await one.places('textDocument/definition', use), expected);
        const context = { context: { includeDeclaration: false } };
        match(
          await one.places('textDocument/references', one.definitionOf(needed), context),
          expected,
        );
      });

      test('a task is renamed where it is defined and where it is named', async () => {
        const position = it(subject).definitionOf(needed);
        const target = await it(subject).ask<{ placeholder: string }>(
          'textDocument/prepareRename',
          { position },
        );
        ok(target.placeholder === needed);
        const edit = await it(subject).ask<WorkspaceEdit>('textDocument/rename', {
          position,
          newName: 'renamed',
        });
        const changes = edit.documentChanges?.filter((change) => 'textDocument' in change) ?? [];
        const own = changes.find(({ textDocument }) => textDocument.uri === it(subject).uri);
        ok((own?.edits.length ?? 0) >= 2, JSON.stringify(edit));
        ok(JSON.stringify(changes).includes('package.json'), 'its script is renamed, too');
      });

      test('lenses run, force, say why and how long', async () => {
        const lenses = await it(subject).ask<CodeLens[]>('textDocument/codeLens');
        const { line } = it(subject).definitionOf(needed);
        const titles = lenses
          .filter(({ range }) => range.start.line === line)
          .map(({ command }) => command?.title);
        match(
          titles.join('\n'),
          /^Run\b.*\nForce\nWhy.*changed.*\nstale · [\d.]+ m?s · \d\d% hits$/s,
        );
      });

      test('advice of the doctor is carried out', async () => {
        const start = it(subject).definitionOf(loose);
        const actions = await it(subject).ask<CodeAction[]>('textDocument/codeAction', {
          range: { start, end: start },
          context: { diagnostics: [] },
        });
        const titles = actions.map(({ title }) => title).join('\n');
        for (const fix of subject.fixes) ok(titles.includes(fix), titles);
      });
    });
  }
});
