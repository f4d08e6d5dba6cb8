// That the extension starts, how long it takes, and that what package.json names is there.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { note } from './notes.ts';

interface Manifest {
  readonly activationEvents?: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('cachescope.cachescope');
  ok(found, 'the extension is installed');
  return found;
}

suite('activation', () => {
  test('comes to its end, in a time that is told', async () => {
    const isActive = extension().isActive;
    const start = performance.now();
    await extension().activate();
    const durationMs = performance.now() - start;
    note(`activation: ${isActive ? 'before the first test' : `${durationMs.toFixed(0)} ms`}`);
    ok(extension().isActive);
  });

  test('waits until it is needed', () => {
    const { activationEvents = [] }: Manifest = extension().packageJSON;
    const eager = activationEvents.filter((event) => /^\*$|^onStartupFinished$/.test(event));
    deepStrictEqual(eager, []);
  });

  test('registers every command that package.json names', async () => {
    await extension().activate();
    const { contributes }: Manifest = extension().packageJSON;
    const registered = new Set(await vscode.commands.getCommands(true));
    const wanted = contributes.commands.map(({ command }) => command);
    ok(wanted.length > 0);
    deepStrictEqual(
      wanted.filter((command) => !registered.has(command)),
      [],
    );
  });

  test('has its views', async () => {
    const { contributes }: Manifest = extension().packageJSON;
    const registered = new Set(await vscode.commands.getCommands(true));
    const ids = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
    ok(ids.length >= 4);
    // Each view that is there has a command of VS Code's own to go to it.
    deepStrictEqual(
      ids.filter((id) => !registered.has(`${id}.focus`)),
      [],
    );
  });
});
