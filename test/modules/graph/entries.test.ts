// Entry points that only tools know: named in their configuration, run by scripts, taken by frameworks by their place. Each with neighbours that stay unused.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce, ModuleAnswers } from '../../../server/modules/graph/answers.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import { kindOf } from '../../../server/modules/kinds.ts';
import { parseFixture } from '../../support/fixture.ts';

/** @param fixture files that import nothing */
function answersOf(fixture: string): ModuleAnswers {
  const texts: ReadonlyMap<string, string> = parseFixture(fixture);
  const graph = new ModuleGraph();
  const facts = { imports: [], exports: [], problems: [] };
  const paths = [...texts.keys()].filter((path) => kindOf(path) !== undefined);
  const changed = paths.map((path) => ({ path: path as RelativePath, facts, resolutions: [] }));
  graph.apply({ changed, removed: [] });
  return new ModuleAnswers({
    graph,
    records: () => new Map(changed.map((record) => [record.path, record])),
    read: (path) => texts.get(path),
    ofActions: () => [],
  });
}

/** What is unused has "dead" or "not" in its name, and is unused. */
function check(fixture: string, missing: readonly string[] = []): void {
  const answers = answersOf(fixture);
  const paths = [...parseFixture(fixture).keys()];
  const dead = paths.filter((path) => /dead|not-/.test(path));
  deepEqual(atOnce(answers.unusedFiles()), dead.sort());
  deepEqual(atOnce(answers.entries()).missing, missing);
}

suite('the configuration of tools', () => {
  test('names files, seen from its own folder or from that of its package', () => {
    check(`
      //- package.json
      { "name": "app", "main": "src/main.ts" }
      //- src/main.ts
      //- vite.config.ts
      export default { build: { lib: { entry: resolve(__dirname, 'src/lib.ts') } }, test: { setupFiles: ["./test-setup.ts"] } };
      //- src/lib.ts
      //- src/dead.ts
      //- test-setup.ts
      //- config/jest.config.js
      module.exports = { globalSetup: '<rootDir>/src/global', transform: { x: \`\${__dirname}/transform.cjs\` } };
      //- src/global.ts
      //- config/transform.cjs
      //- config/dead.cjs
      //- angular.json
      { "projects": { "a": { "architect": { "build": { "options": { "browser": "src/browser.ts" } } } } } }
      //- src/browser.ts
    `);
  });

  test('a word is no file, whatever is called so', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js" }
      //- main.js
      //- vite.config.ts
      export default { mode: 'dead', base: "/", plugins: ['not-a'], root: 'src' };
      //- dead.ts
      //- not-a.js
      //- src/not-index.ts
    `);
  });

  test('patterns count where they say what to start from, and only what they match', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js" }
      //- main.js
      //- tsup.config.ts
      export default { entry: ['src/*.ts', '!src/dead.*'], exclude: ['lib/**'], coverage: { include: ['lib/*.ts'] } };
      //- src/one.ts
      //- src/deep/dead.ts
      //- lib/dead.ts
    `);
  });

  test('folders with a dot in front are a tool of some kind', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js" }
      //- main.js
      //- .github/scripts/notify.mjs
      //- packages/ui/.storybook/decorators/theme.tsx
      //- github/dead.mjs
    `);
  });

  test('of Workers, also where another configuration names it', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js", "devDependencies": { "wrangler": "4" } }
      //- main.js
      //- wrangler.toml
      main = "src/worker.ts"
      //- src/worker.ts
      //- vite.config.ts
      export default { plugins: [cloudflare({ auxiliaryWorkers: [{ configPath: './b/wrangler.jsonc' }] })] };
      //- b/wrangler.jsonc
      { "main": "./index.ts" }
      //- b/index.ts
      //- c/wrangler.jsonc
      { "main": "./dead.ts" }
      //- c/dead.ts
    `);
  });
});

suite('package.json', () => {
  test('what programs and scripts name, also as it is built', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js", "bin": { "a": "bin/a.js" }, "scripts": { "build": "node scripts/build.mjs" } }
      //- main.js
      //- bin/a.js
      #!/usr/bin/env node
      require('../dist/cli/index.js');
      //- src/cli/index.ts
      //- scripts/build.mjs
      await build({ entryPoints: ['src/page.ts', 'src/workers/*.ts'] });
      //- src/page.ts
      //- src/workers/one.ts
      //- src/dead.ts
    `);
  });

  test('what it says to tools', () => {
    check(`
      //- package.json
      {
        "name": "app", "main": "main.js", "description": "Says dead and not-a.",
        "jest": { "setupFiles": ["<rootDir>/test-setup.js"] },
        "prisma": { "seed": "tsx ./seed.ts" }, "keywords": ["dead"]
      }
      //- main.js
      //- test-setup.js
      //- seed.ts
      //- dead.ts
      //- not-a.ts
    `);
  });

  test('built files whose sources have other names come from the index', () => {
    check(`
      //- a/package.json
      { "name": "a", "main": "dist/a.cjs.js" }
      //- a/src/index.ts
      //- a/src/dead.ts
      //- b/package.json
      { "name": "b", "main": "dist/b.js" }
      //- b/src/b.ts
      //- b/src/not-index.ts
    `);
  });
});

suite('frameworks', () => {
  test('take files by their place, below who depends on them or has their configuration', () => {
    check(`
      //- package.json
      { "name": "root", "main": "main.js", "devDependencies": { "next": "16" } }
      //- main.js
      //- apps/web/package.json
      { "name": "web", "dependencies": { "@react-router/dev": "7" } }
      //- apps/web/app/root.tsx
      //- apps/web/app/entry.client.tsx
      //- apps/web/app/dead.tsx
      //- apps/shop/next.config.mjs
      //- apps/shop/src/proxy.ts
      //- apps/shop/src/app/cart/opengraph-image.tsx
      //- apps/shop/src/app/cart/dead.tsx
      //- apps/plain/src/dead-proxy.ts
      //- apps/plain/app/dead-root.tsx
    `);
  });

  test('what they did not write yet is told', () => {
    const kit = `//- package.json
{ "name": "app", "devDependencies": { "@sveltejs/kit": "2" } }
//- src/routes/+page.svelte
//- src/hooks.server.ts
//- src/lib/dead.ts
//- static/worker.js
`;
    check(kit, ['.svelte-kit/tsconfig.json']);
    check(`${kit}//- .svelte-kit/tsconfig.json`);
  });

  test('of Nuxt, with names of its configuration that begin at the sources', () => {
    check(
      `
      //- package.json
      { "name": "app", "dependencies": { "nuxt": "4" } }
      //- nuxt.config.ts
      export default { css: ['~/styles/main.css', '~~/own/base.css', '@/dead'] };
      //- app/app.vue
      //- app/components/deep/Button.vue
      //- app/styles/main.css
      //- app/styles/dead.css
      //- own/base.css
      //- public/sw.js
      //- .nuxt/tsconfig.json
      `,
    );
  });
});

suite('without a package.json at the root', () => {
  test('its page and its main file are where it starts', () => {
    check(`
      //- index.html
      <script type="module" src="./js/app.js"></script>
      //- js/app.js
      //- main.js
      //- js/dead.js
    `);
    check(`
      //- src/index.ts
      //- src/dead.ts
      //- tools/package.json
      { "name": "tools", "main": "run.js" }
      //- tools/run.js
      //- tools/not-run.js
    `);
  });

  test('one without a name names files, too', () => {
    check(`
      //- package.json
      { "private": true, "main": "start.js", "scripts": { "go": "node go.js" } }
      //- start.js
      //- go.js
      //- index-not-meant.js
    `);
  });
});

test('texts that are made to take long do not', () => {
  const hostile = ['entry: [', '"${a', '"wrangler', '"./a/', '["*', "'*'"];
  for (const part of hostile) {
    const text = `export default {${part.repeat(250_000 / part.length)}`;
    const answers = answersOf(`//- package.json\n{ "name": "app" }\n//- vite.config.ts\n${text}`);
    const start = performance.now();
    atOnce(answers.entries());
    const took = performance.now() - start;
    ok(took < 2000, `${part}: ${took} ms`);
  }
});

test('it is known which texts entry points follow from, those that are not there included', () => {
  const answers = answersOf(`
    //- package.json
    { "name": "app", "scripts": { "a": "node a.mjs" } }
    //- a.mjs
    //- vite.config.ts
    //- b.ts
  `);
  atOnce(answers.entries());
  const asked = ['a.mjs', 'vite.config.ts', 'index.html', 'b.ts'] as RelativePath[];
  deepEqual(
    asked.filter((path) => answers.isReadForEntries(path)),
    asked.slice(0, 3),
  );
  equal(answers.isReadForEntries('b.ts' as RelativePath), false);
});
