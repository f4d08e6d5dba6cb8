// The sample workspaces, with the real tools: what a file was made from is known exactly, so an edit reaches what it must and no more.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Action } from '../../../server/engine/model/action.ts';
import { parseDepfile } from '../../../server/engine/rebuild/depfile.ts';
import { neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import { NodeClock } from '../../../server/host/platform/clock.ts';
import { NodeProcessRunner } from '../../../server/host/processes/runner.ts';
import { type CleanupScope, makeTempDir } from '../../support/tempDir.ts';
import { type BuilderWorkspace, builderWorkspaceAt, dependencyLines } from './builderFixture.ts';

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** A copy of a sample that uses the packages of this project. */
async function sample(scope: CleanupScope, name: string): Promise<BuilderWorkspace> {
  const root = await makeTempDir(scope);
  cpSync(join(projectRoot, 'test/workspaces/samples', name), root, { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  return builderWorkspaceAt(scope, root);
}

function text(workspace: BuilderWorkspace, file: string): string {
  return readFileSync(join(workspace.root, file), 'utf8');
}

test('sample handlebars: a view depends on its partials, and on the places where they were looked for', async (t) => {
  const workspace = await sample(t, 'handlebars');
  const build = (input: string) =>
    workspace.build(input, {
      module: 'build/handlebars.ts',
      outputs: [`dist/${input.slice(0, -4)}.js`],
    });
  deepEqual(dependencyLines(await build('views/home.hbs')), [
    'file views/home.hbs',
    'file views/partials/header.hbs',
    'file views/partials/logo.hbs',
  ]);
  deepEqual(dependencyLines(await build('views/shop/cart.hbs')), [
    'file views/shop/cart.hbs',
    'absent views/shop/partials/header.hbs',
    'file views/partials/header.hbs',
    'file views/shop/partials/logo.hbs',
  ]);
  const cart = (await import(join(workspace.root, 'dist/views/shop/cart.js'))) as {
    render(data: object): string;
  };
  match(
    cart.render({ title: 'Cart', items: ['cheese'] }),
    /<h1>Cart<\/h1>\n<img src="cart\.svg" alt="">\n.*<li>cheese<\/li>/s,
  );
});

test('sample sass: a stylesheet depends on what it uses, found or looked for', async (t) => {
  const workspace = await sample(t, 'sass');
  const build = (name: string) =>
    workspace.build(`styles/${name}.scss`, {
      module: 'build/sass.ts',
      outputs: [`dist/${name}.css`],
    });
  deepEqual(dependencyLines(await build('site')), [
    'file styles/site.scss',
    'file styles/parts/_colors.scss',
    'absent styles/_parts.scss',
    'absent styles/parts.scss',
    'file styles/parts/_index.scss',
  ]);
  equal(text(workspace, 'dist/site.css'), 'body {\n  color: #223;\n  margin: 1rem;\n}\n');
  deepEqual(dependencyLines(await build('print')), [
    'file styles/print.scss',
    'file styles/parts/_colors.scss',
  ]);
  writeFileSync(join(workspace.root, 'styles/print.scss'), "@use 'nothing';\n");
  const failure = await build('print');
  match(
    dependencyLines(failure).join(),
    /^failed: .*build\/sass\.ts failed: .*Can't find stylesheet to import/s,
  );
});

test('sample c: the compiler tells which headers it read', async (t) => {
  const { root } = await sample(t, 'c');
  const runner = new NodeProcessRunner({ root, limit: 1, clock: new NodeClock() });
  t.after(() => runner.dispose());
  const configuration = text({ root } as BuilderWorkspace, 'cachescope.json');
  const argv = JSON.parse(/"command": (\[.*\])/.exec(configuration)?.[1] ?? '[]') as string[];
  const names: Readonly<Record<string, string>> = {
    '{depfile}': 'greet.d',
    '{input}': 'native/greet.c',
    '{output}': 'greet.o',
  };
  const command = { type: 'argv' as const, argv: argv.map((word) => names[word] ?? word) };
  const action = {
    id: 'objects:native/greet.c',
    cwd: '',
    environment: {},
    fixedEnvironment: {},
    binDirs: [],
  };
  const result = await runner.run({
    action: action as unknown as Action,
    command,
    onLog: () => undefined,
    cancel: neverCancelled,
  });
  deepEqual(result, { type: 'exited', exitCode: 0, signal: undefined });
  ok(existsSync(join(root, 'greet.o')));
  const depfile = parseDepfile(text({ root } as BuilderWorkspace, 'greet.d'));
  ok('targets' in depfile);
  deepEqual(depfile.targets, ['greet.o']);
  const own = depfile.dependencies.filter((path) => !path.startsWith('/'));
  deepEqual(own, ['native/greet.c', 'native/greet.h', 'native/odd name.h']);
  ok(depfile.dependencies.some((path) => path.endsWith('/stdio.h')));
});
