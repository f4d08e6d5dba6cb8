// Panels of pages, with a VS Code that is made up: the document and its policy, one panel a folder, panels that come back.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import type { ExtensionContext } from 'vscode';
import type { ServerLink } from '../../client/webviews/relay.ts';
import { commandsRun, FakePanel, FakeUri, panels, serializers } from './fakeVscode.ts';

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier === 'vscode' ? new URL('./fakeVscode.ts', import.meta.url).href : specifier,
      context,
    ),
});
const { folderPages, openFolderPage, registerPanels } = await import(
  '../../client/webviews/panels.ts'
);
const overviewViewType = folderPages.overview.viewType;
const { dashboardTexts } = await import('../../client/webviews/dashboardTexts.ts');
const { overviewTexts } = await import('../../client/webviews/overviewTexts.ts');

const shop = 'file:///home/me/shop';
const docs = 'file:///home/me/docs';
const context = { extensionUri: new FakeUri('/extension') } as unknown as ExtensionContext;
const link: ServerLink = {
  request: async () => 'figures' as never,
  onChanged: () => ({ dispose() {} }),
};

function openPanel(folder: string): FakePanel {
  openFolderPage({ context, link }, 'overview', folder);
  const panel = panels.at(-1);
  ok(panel);
  return panel;
}

test('the document has a strict policy, a nonce of its own, and nothing inline', (t) => {
  const html = [shop, docs].map((folder) => {
    const panel = openPanel(folder);
    t.after(() => panel.dispose());
    return panel.webview.html;
  });
  const nonces = html.map((text) => /<script nonce="([0-9a-f]{48})"/.exec(text)?.[1]);
  ok(nonces[0] !== undefined && nonces[0] !== nonces[1]);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html[0] ?? '')?.[1];
  deepEqual(policy?.replaceAll('&#39;', "'").replaceAll(nonces[0], 'N').split('; '), [
    "default-src 'none'",
    "style-src https://files.test 'nonce-N'",
    "script-src 'nonce-N'",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  match(html[0] ?? '', /src="https:\/\/files\.test\/extension\/dist\/webview\/overview\.js"/);
  match(html[0] ?? '', /href="https:\/\/files\.test\/extension\/dist\/webview\/overview\.css"/);
  match(html[1] ?? '', /<title>Overview of &lt;docs&gt;<\/title>/);
  for (const text of html) ok(!/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(text));
});

test('a page may load what lies in dist/webview, and keeps nothing while it is hidden', (t) => {
  const panel = openPanel(shop);
  t.after(() => panel.dispose());
  const options: Readonly<Record<string, unknown>> = { ...panel.webview.options };
  deepEqual(String(options.localResourceRoots), 'file:///extension/dist/webview');
  strictEqual(options.enableScripts, true);
  strictEqual(options.retainContextWhenHidden ?? false, false);
  strictEqual(options.enableCommandUris ?? false, false);
});

test('a folder has one panel; one that was closed is made anew', () => {
  const first = openPanel(shop);
  strictEqual(openPanel(shop), first);
  strictEqual(first.reveals, 1);
  const other = openPanel(docs);
  ok(other !== first);
  first.dispose();
  const again = openPanel(shop);
  ok(again !== first);
  again.dispose();
  other.dispose();
});

test('a page is answered, and its commands run', async (t) => {
  const panel = openPanel(shop);
  t.after(() => panel.dispose());
  panel.send({ type: 'ready' });
  panel.send({ type: 'request', id: 1, method: 'cachescope/overview', params: {} });
  panel.send({ type: 'command', command: 'cachescope.explain', arguments: ['web#build'] });
  await new Promise((resolve) => setImmediate(resolve));
  const start = { page: 'overview', folder: shop, locale: 'en', texts: overviewTexts() };
  deepEqual(panel.posted, [
    { type: 'start', start },
    { type: 'result', id: 1, result: 'figures' },
  ]);
  deepEqual(commandsRun, [`cachescope.explain ${shop} web#build`]);
});

test('a hidden page gets no answers', async (t) => {
  const panel = openPanel(shop);
  t.after(() => panel.dispose());
  panel.send({ type: 'request', id: 1, method: 'cachescope/overview', params: {} });
  panel.show(false);
  await new Promise((resolve) => setImmediate(resolve));
  deepEqual(panel.posted, []);
});

test('a panel that was open comes back; one of a folder that is gone does not', async (t) => {
  registerPanels(context, link);
  const bring = async (state: unknown) => {
    const panel = new FakePanel(overviewViewType, 'old', {});
    await serializers.get(overviewViewType)?.deserializeWebviewPanel(panel, state);
    return panel;
  };
  const back = await bring({ folder: shop, showTable: true });
  t.after(() => back.dispose());
  strictEqual(back.isDisposed, false);
  strictEqual(back.title, 'Overview of shop');
  match(back.webview.html, /overview\.js/);
  match(JSON.stringify(back.webview.options), /dist\/webview/);
  openFolderPage({ context, link }, 'overview', shop);
  strictEqual(back.reveals, 1);
  for (const state of [
    undefined,
    {},
    { folder: 1 },
    { folder: 'file:///gone' },
    { folder: shop },
  ]) {
    strictEqual((await bring(state)).isDisposed, true);
  }
});

test('the dashboard of a folder has a panel of its own, which comes back as such', async (t) => {
  const overview = openPanel(shop);
  t.after(() => overview.dispose());
  registerPanels(context, link);
  const { viewType } = folderPages.dashboard;
  const back = new FakePanel(viewType, 'old', {});
  await serializers.get(viewType)?.deserializeWebviewPanel(back, { folder: shop });
  t.after(() => back.dispose());
  strictEqual(back.isDisposed, false);
  strictEqual(back.title, 'Dashboard of shop');
  match(back.webview.html, /dashboard\.js.*/);
  openFolderPage({ context, link }, 'dashboard', shop);
  deepEqual([back.reveals, overview.reveals], [1, 0]);
  back.send({ type: 'ready' });
  back.send({ type: 'request', id: 1, method: 'cachescope/metrics', params: {} });
  back.send({ type: 'command', command: 'cachescope.showCache', arguments: ['traces'] });
  await new Promise((resolve) => setImmediate(resolve));
  const start = { page: 'dashboard', folder: shop, locale: 'en', texts: dashboardTexts() };
  deepEqual(back.posted, [
    { type: 'start', start },
    { type: 'result', id: 1, result: 'figures' },
  ]);
  strictEqual(commandsRun.at(-1), `cachescope.showCache ${shop} traces`);
});

test('the module graph may start a worker of its own, and is woken when it is asked for again', (t) => {
  openFolderPage({ context, link }, 'graph', shop);
  const panel = panels.at(-1);
  ok(panel);
  t.after(() => panel.dispose());
  strictEqual(panel.title, 'Module graph of shop');
  match(panel.webview.html, /connect-src https:\/\/files\.test; worker-src blob:/);
  panel.send({ type: 'ready' });
  openFolderPage({ context, link }, 'graph', shop);
  deepEqual(
    panel.posted.map((message) => Reflect.get(Object(message), 'type')),
    ['start', 'changed'],
  );
});

for (const [page, texts] of Object.entries({
  overview: overviewTexts,
  dashboard: dashboardTexts,
})) {
  test(`every text of the ${page} is handed to it in the language of the user`, () => {
    const folder = new URL(`../../webview/${page}/`, import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    // What it shares with the overview.
    if (page === 'dashboard') sources.push('../overview/startPage.ts', '../overview/runTable.ts');
    const used = sources.flatMap((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8');
      return [...text.matchAll(/(?:\bt|#t)\(\s*'([^']*)'/g)].map((match) => match[1]);
    });
    ok(used.length > 50);
    deepEqual(Object.keys(texts()).sort(), [...new Set(used)].sort());
  });
}
