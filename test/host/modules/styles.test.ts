// Where imports of style sheets lead, compared with what Sass and a bundler load, and in packages of the workspace.

import { deepStrictEqual } from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compile, NodePackageImporter } from 'sass';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import type { Modules } from '../../../server/host/modules/analysis.ts';
import { type Files, imports, leads, open } from './openedModules.ts';

/** All files that are reached from one, itself among them. */
function reached(modules: Modules, start: string): readonly string[] {
  const seen = new Set<string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const one of modules.records().get(path as RelativePath)?.resolutions ?? [])
      if (one.type === 'file') waiting.push(one.path);
  }
  return [...seen].sort();
}

async function checkSass(t: TestContext, files: Files, entry: string): Promise<void> {
  const { root, modules } = await open(t, files);
  const { loadedUrls } = compile(join(root, entry), {
    importers: [new NodePackageImporter(root)],
    quietDeps: true,
    logger: { warn: () => undefined },
  });
  const real = realpathSync(root);
  const theirs = loadedUrls.map((url) => realpathSync(fileURLToPath(url)).slice(real.length + 1));
  deepStrictEqual(reached(modules, entry), theirs.sort());
}

test('the same sheets as Sass', async (t) => {
  await checkSass(
    t,
    {
      'a.scss': `@use "sass:meta"; @use 'part' with ($x: 1px); @use './folder' as *; @forward "list" show a, $b;
@forward "list2" hide c; @import "old", "sub/old2"; // @import "no"
@import url(plain), "http://site/x.css", "print" screen; @import "print2" (width > 1px);
.b { @include meta.load-css("loaded"); @import "nested"; c: "@use 'no'" }`,
      '_part.scss': '$x: 2px !default; @use "index.me";',
      'index.me.scss': '',
      'folder/_index.scss': '@use "../both/a";',
      'both/a.sass': '// c\n   @use "no"\n@use "b"\n.d\n  e: f',
      'both/_b.scss': '',
      'both/b.css': '',
      'list/_index.scss': '$b: 1; @mixin a {}',
      'list2.scss': '$c: 1;',
      '_old.scss': '',
      'sub/old2/index.scss': '@import "../../css";',
      'css.css': '.y { z: 1 }',
      '_loaded.scss': '',
      'nested.scss': '',
      'no.scss': '',
      'print.scss': '',
      'plain.scss': '',
      'print2.scss': '',
    },
    'a.scss',
  );
});

test('the same sheets as a bundler', async (t) => {
  const { root, modules } = await open(t, {
    'a.css': `@charset "utf-8"; @import "./b.css" layer(x) supports(display: grid) print;
@import url("c.css") screen; @IMPORT './d.css'; @import "t\\65st.css"; @import url(//site/no.css);
@import "lib/part.css"; .e { background: url(data:image/png;base64,AA==) } /* @import "no.css" */`,
    'b.css': '@import/**/"./sub/f.css";',
    'c.css': '',
    'd.css': '',
    'test.css': '',
    'sub/f.css': '@import "../c.css";',
    'no.css': '',
    'm.module.css': '.a { composes: b from "./n.module.css"; composes: c }',
    'n.module.css': '.b { composes: d from "./o.module.css" }',
    'o.module.css': '.d { color: red }',
    'node_modules/lib/part.css': '',
  });
  const { metafile } = await build({
    entryPoints: [join(root, 'a.css'), join(root, 'm.module.css')],
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    write: false,
    outdir: join(root, 'out'),
    logLevel: 'silent',
  });
  const theirs = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules'));
  const ours = new Set([...reached(modules, 'a.css'), ...reached(modules, 'm.module.css')]);
  deepStrictEqual([...ours].sort(), theirs.filter((path) => path.endsWith('.css')).sort());
});

const packages: Files = {
  'package.json': '{ "workspaces": ["packages/*"] }',
  'packages/theme/package.json': '{ "name": "@w/theme" }',
  'packages/theme/_mixins.scss': '',
  'packages/theme/mixins.ts': '',
  'packages/theme/scss/_index.scss': '',
  'packages/theme/src/_vars.scss': '',
  'packages/cdk/package.json': `{ "name": "@w/cdk", "exports": {
    ".": { "sass": "./_index.scss" },
    "./part": { "sass": "./part/_index.scss", "types": "./types/part.d.ts", "default": "./fesm/part.mjs" },
    "./x.css": { "style": "./dist/x.css" },
    "./closed": null } }`,
  'packages/cdk/_index.scss': '',
  'packages/cdk/index.ts': '',
  'packages/cdk/part/_index.scss': '',
  'packages/cdk/part/index.ts': '',
  'packages/cdk/closed.ts': '',
  'packages/cdk/src/x.scss': '',
  'packages/both/package.json':
    '{ "name": "@w/both", "exports": { ".": { "import": "./src/index.ts", "style": "./src/index.css" } } }',
  'packages/both/src/index.ts': '',
  'packages/both/src/index.css': '',
  'packages/main/package.json':
    '{ "name": "@w/main", "main": "./index.js", "style": "./index.css" }',
  'packages/main/index.js': '',
  'packages/main/index.css': '',
  'packages/plug/package.json': '{ "name": "@w/plug", "exports": { "require": "./plug.cjs" } }',
  'packages/plug/plug.cjs': '',
  'packages/app/package.json': '{ "name": "@w/app" }',
  'packages/app/a.scss':
    '@use "@w/theme/mixins"; @use "@w/theme/scss"; @use "@w/theme/vars"; @use "pkg:@w/cdk"; @use "@w/cdk/part"; @import "~@w/cdk/x.css"; @import "@w/both", "@w/main";',
  'packages/app/a.css':
    '@import "@w/both"; @import "@w/main"; @plugin "@w/plug"; @config "./c.js";',
  'packages/app/a.less': '@plugin "c"; @plugin (optional) "./c"; @import "c";',
  'packages/app/c.js': '',
  'packages/app/c.less': '',
  'packages/app/a.ts': imports(
    '@w/theme/mixins',
    '@w/cdk',
    '@w/cdk/part',
    '@w/cdk/x.css',
    '@w/both',
    '@w/main',
  ),
};

test('packages of the workspace have parts for sheets and parts for scripts, linked or not', async (t) => {
  const { root, modules } = await open(t, packages);
  const seen = (): readonly string[] =>
    ['a.scss', 'a.css', 'a.less', 'a.ts'].flatMap((one) => leads(modules, `packages/app/${one}`));
  const expected = [
    '@w/theme/mixins -> packages/theme/_mixins.scss',
    '@w/theme/scss -> packages/theme/scss/_index.scss',
    '@w/theme/vars -> packages/theme/src/_vars.scss',
    'pkg:@w/cdk -> packages/cdk/_index.scss',
    '@w/cdk/part -> packages/cdk/part/_index.scss',
    '~@w/cdk/x.css -> packages/cdk/src/x.scss',
    '@w/both -> packages/both/src/index.css',
    '@w/main -> packages/main/index.css',
    '@w/both -> packages/both/src/index.css',
    '@w/main -> packages/main/index.css',
    '@w/plug -> packages/plug/plug.cjs',
    './c.js -> packages/app/c.js',
    'c -> packages/app/c.less',
    './c -> packages/app/c.less',
    'c -> packages/app/c.less',
    '@w/theme/mixins -> packages/theme/mixins.ts',
    '@w/cdk -> packages/cdk/index.ts',
    '@w/cdk/part -> packages/cdk/part/index.ts',
    '@w/cdk/x.css -> packages/cdk/src/x.scss',
    '@w/both -> packages/both/src/index.ts',
    '@w/main -> packages/main/index.js',
  ];
  deepStrictEqual(seen(), expected);
  mkdirSync(join(root, 'node_modules/@w'), { recursive: true });
  for (const one of ['theme', 'cdk', 'both', 'main', 'plug'])
    symlinkSync(`../../packages/${one}`, join(root, 'node_modules/@w', one));
  await modules.apply(['node_modules/@w' as RelativePath]);
  deepStrictEqual(seen(), expected);
});

test('templates and style sheets of components', async (t) => {
  const { modules } = await open(t, {
    'src/a.ts':
      "@Component({ templateUrl: 'a.html', styleUrls: ['./a.scss', 'b.css', './none.css'] }) export class A {}",
    'src/a.html': '',
    'src/a.scss': '',
    'src/b.css': '',
    'a.html': '',
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), [
    'a.html -> src/a.html',
    './a.scss -> src/a.scss',
    'b.css -> src/b.css',
    './none.css -> (no file src/none.css, looked for none.css, none.css.ts, none.css.tsx, none.css.mts, ... and none.css/index.ts, ...)',
  ]);
});
