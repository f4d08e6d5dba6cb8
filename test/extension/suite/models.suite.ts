// What language models may ask, through the editor's own doors and against the real server.

import { deepStrictEqual, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

const names = [
  'cachescope_explain_rebuild',
  'cachescope_get_cache_stats',
  'cachescope_get_hot_spots',
  'cachescope_find_dependency_path',
  'cachescope_purge_cache',
];

async function ask(name: string, input: object): Promise<string> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(name, options);
  const parts = content.filter((part) => part instanceof vscode.LanguageModelTextPart);
  return parts.map(({ value }) => value).join('\n');
}

suite('tools of language models', () => {
  test('are known to the editor', async () => {
    await vscode.extensions.getExtension('cachescope.cachescope')?.activate();
    await vscode.commands.executeCommand('cachescope.tasks.focus');
    const known = vscode.lm.tools.map(({ name }) => name);
    deepStrictEqual(
      names.filter((name) => !known.includes(name)),
      [],
    );
  });

  test('answer from the server', async () => {
    match(await ask('cachescope_explain_rebuild', { action: 'site#build' }), /why site#build/);
    match(await ask('cachescope_get_cache_stats', {}), /^Folder: demo$/m);
    match(await ask('cachescope_get_hot_spots', { limit: 3 }), /^Folder: demo$/m);
    const path = { from: 'site#build', to: 'prices#build' };
    match(
      await ask('cachescope_find_dependency_path', path),
      /1\. site#build\n(.*\n)?.*prices#build/,
    );
  });

  test('say what to do where they are asked wrongly', async () => {
    const told = await ask('cachescope_explain_rebuild', { action: 'site#biuld' });
    match(told, /no action site#biuld.*#build/s);
    ok(!told.includes('Error'));
  });

  test('have a server of their own, which starts as the editor would start it', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const extension = vscode.extensions.getExtension('cachescope.cachescope');
    ok(folder && extension);
    const words = [join(extension.extensionPath, 'dist/cli.js'), 'mcp', '--cwd', folder.uri.fsPath];
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, words, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n');
    const printed = await text(child.stdout);
    const { result } = JSON.parse(printed) as { result: { tools: { name: string }[] } };
    deepStrictEqual(
      result.tools.map(({ name }) => `cachescope_${name}`),
      names.slice(0, 4),
    );
  });
});
