// The main job through VS Code's own doors, on a real workspace: run a task, edit a file, see that it is
// stale and why, run it again, have it explained.

import { doesNotMatch, match, ok } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

const prices = 'packages/prices/data/prices.csv';
const site = 'packages/site/dist/index.html';

function root(): vscode.WorkspaceFolder {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  ok(folder, 'a folder is open');
  return folder;
}

function pathOf(file: string): string {
  return join(root().uri.fsPath, file);
}

async function taskNamed(name: string): Promise<vscode.Task> {
  const all = await vscode.tasks.fetchTasks({ type: 'cachescope' });
  const found = all.find((task) => task.name === name);
  ok(found, `no task ${name} in: ${all.map((task) => task.name).join(', ')}`);
  return found;
}

/** Runs a task to its end. */
async function runTask(name: string): Promise<void> {
  const task = await taskNamed(name);
  const ended = new Promise<void>((settle) => {
    const listening = vscode.tasks.onDidEndTask(({ execution }) => {
      if (execution.task.name !== name) return;
      listening.dispose();
      settle();
    });
  });
  await vscode.tasks.executeTask(task);
  await ended;
}

/** What the explanation of an action says; it opens as a document. */
async function explanationOf(action: string): Promise<string> {
  const folder = root().uri.toString();
  await vscode.commands.executeCommand('cachescope.explain', { folder, action });
  const documents = vscode.workspace.textDocuments;
  const found = documents.find(
    ({ uri }) => uri.scheme === 'cachescope' && uri.path.includes(action),
  );
  ok(found, `no document for ${action}: ${documents.map(({ uri }) => uri.toString()).join(' ')}`);
  return found.getText();
}

suite('tasks', () => {
  test('are what the workspace has', async () => {
    for (const name of ['build', 'test']) await taskNamed(name);
  });

  test('run, and write what they should', async () => {
    await runTask('build');
    match(readFileSync(pathOf(site), 'utf8'), /Tea: 4\.50 EUR/);
  });

  test('run again after an edit, and say why', async () => {
    const text = readFileSync(pathOf(prices), 'utf8');
    writeFileSync(pathOf(prices), text.replace('tea,450', 'tea,480'));
    await runTask('build');
    match(readFileSync(pathOf(site), 'utf8'), /Tea: 4\.80 EUR/);
    const explanation = await explanationOf('site#build');
    match(explanation, /prices\.csv/);
    doesNotMatch(explanation, /theme\.css/);
  });

  test('keep what they know where the command line finds it', () => {
    ok(existsSync(pathOf('.cachescope')));
  });
});

suite('configuration', () => {
  test('is told what is wrong with it, while it is not saved', async () => {
    const uri = vscode.Uri.joinPath(root().uri, 'cachescope.json');
    const document = await vscode.workspace.openTextDocument(uri);
    const told = new Promise<void>((settle) => {
      const listening = vscode.languages.onDidChangeDiagnostics(() => {
        if (vscode.languages.getDiagnostics(uri).length === 0) return;
        listening.dispose();
        settle();
      });
    });
    const edit = new vscode.WorkspaceEdit();
    const place = document.positionAt(document.getText().indexOf('"^build", "codegen"'));
    edit.insert(uri, place, '"codegn", ');
    await vscode.workspace.applyEdit(edit);
    await told;
    const messages = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
    match(messages.join('\n'), /codegn/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('shows above each task how it stands', async () => {
    const uri = vscode.Uri.joinPath(root().uri, 'cachescope.json');
    await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
      20,
    );
    const titles = lenses.map(({ command }) => command?.title ?? '');
    ok(titles.length > 0);
    ok(
      titles.every((title) => title !== ''),
      titles.join('|'),
    );
  });
});
