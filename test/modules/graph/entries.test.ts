// Entry points that only tools know: named in their configuration, run by scripts, taken by frameworks by their place. Each with neighbours that stay unused.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { answersOf, check } from './entryFixture.ts';

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

  test('names begin with one that a folder was given to', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js" }
      //- main.js
      //- gulpfile.js
      const srcDir = 'src';
      const all = [{ entry: \`\${srcDir}/watch.ts\` }, \`\${__dirname}/tool.js\`, \`\${import.meta.dirname}/other.js\`];
      //- src/watch.ts
      //- src/dead.ts
      //- tool.js
      //- src/tool.dead.js
      //- src/tool.js.dead.ts
      //- other.js
    `);
    check(`
      //- package.json
      { "name": "app", "main": "main.js" }
      //- main.js
      //- gulpfile.js
      const all = [\`\${__dirname}/dead.js\`];
      //- src/dead.js
    `);
  });

  test('of Nx begins at the root of the workspace, too, and runs commands there', () => {
    check(`
      //- package.json
      { "name": "root", "main": "main.js", "devDependencies": { "nx": "22" } }
      //- main.js
      //- nx.json
      { "release": { "changelog": { "renderer": "{workspaceRoot}/tools/render" } } }
      //- tools/render.js
      //- tools/dead.js
      //- apps/web/package.json
      { "name": "web", "exports": {} }
      //- apps/web/project.json
      {
        "targets": {
          "build": { "options": { "polyfills": ["apps/web/src/polyfills.ts"], "styles": ["{projectRoot}/src/s.css"] } },
          "run": {
            "description": "node tools/dead.js",
            "options": { "commands": ["node tools/one.js --x", { "command": "node {projectRoot}/own.js" }] }
          },
          "deploy": { "command": "cd jobs && tsx two.ts" },
          "check": { "options": { "cwd": "apps/shared", "command": "node check.js" } }
        }
      }
      //- apps/web/src/polyfills.ts
      //- apps/web/src/s.css
      //- apps/web/src/dead.ts
      //- apps/web/own.js
      //- tools/one.js
      await build({ entryPoints: ['tools/page.ts'] });
      //- tools/page.ts
      //- jobs/two.ts
      //- jobs/dead.ts
      //- two.dead.ts
      //- apps/shared/check.js
      //- apps/shared/dead.js
    `);
  });

  test('of Expo, where a package depends on it', () => {
    const app =
      '{ "expo": { "plugins": ["./plugins/withA.js", ["./plugins/withB", { "x": 1 }]] } }';
    check(`
      //- package.json
      { "name": "app", "main": "main.js", "dependencies": { "expo": "54" } }
      //- main.js
      //- app.json
      ${app}
      //- plugins/withA.js
      //- plugins/withB.js
      //- plugins/dead.js
      //- other/package.json
      { "name": "other", "exports": {} }
      //- other/app.json
      ${app.replaceAll('with', 'not-with')}
      //- other/plugins/not-withA.js
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

  test('of the compiler, only what it starts from', () => {
    check(`
      //- package.json
      { "name": "app", "main": "main.js" }
      //- main.js
      //- a/tsconfig.app.json
      {
        // "files": ["src/dead.ts"],
        "files": ["src/polyfills.ts"], "include": ["src/not-all.ts"],
        "compilerOptions": { "paths": { "@a": ["./src/not-named.ts"] } }
      }
      //- a/src/polyfills.ts
      //- a/src/dead.ts
      //- a/src/not-all.ts
      //- a/src/not-named.ts
    `);
  });

  test('of ng-packagr, which knows where to begin', () => {
    check(`
      //- package.json
      { "name": "lib", "main": "main.js" }
      //- main.js
      //- ng-package.json
      { "lib": { "entryFile": "src/api.ts" } }
      //- src/api.ts
      //- src/not-public_api.ts
      //- testing/ng-package.json
      {}
      //- testing/src/public_api.ts
      //- testing/src/dead.ts
      //- forms/ng-package.json
      { "lib": { "flatModuleFile": "forms" } }
      //- forms/src/public-api.ts
    `);
    check(`
      //- ng-package.json
      { "lib": { "entryFile": "src/api.ts" } }
      //- src/api.ts
      //- src/dead/public_api.ts
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

  test('scripts run where they change to, until they are back', () => {
    check(`
      //- package.json
      {
        "name": "app", "main": "main.js",
        "scripts": {
          "a": "cd scripts && node all.js; cd ../docs && tsx ./build", "b": "(cd jobs && node dist/run.js) || node own.js",
          "c": "bash -c 'cd deep/er && node one.js'", "d": "node \${PWD}/three.js",
          "e": "cd jobs && cd - && node four.js", "f": "cd jobs; cd $ROOT; node five.js"
        }
      }
      //- main.js
      //- scripts/all.js
      //- scripts/own.dead.js
      //- docs/build.ts
      //- jobs/src/run.ts
      //- jobs/dead.ts
      //- own.js
      //- deep/er/one.js
      //- three.js
      //- four.js
      //- five.js
    `);
    check(`
      //- package.json
      { "name": "app", "main": "main.js", "scripts": { "a": "cd scripts && node dead.js", "b": "(cd lib && x); node dead2.js" } }
      //- main.js
      //- dead.js
      //- lib/dead2.js
    `);
  });

  test('scripts make style sheets of files and folders', () => {
    check(`
      //- package.json
      {
        "name": "app", "main": "main.js",
        "scripts": { "a": "sass --load-path=dead css/in:css/out src/one.scss:dist/one.css", "b": "echo dead && node-sass ./more -o out" }
      }
      //- main.js
      //- css/in/a.scss
      //- css/in/deep/b.sass
      //- css/in/_dead.scss
      //- src/one.scss
      //- src/dead.scss
      //- more/c.scss
      //- dead/d.scss
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

  test('its own names are no way in, but where they lead to one of several files', () => {
    check(`
      //- package.json
      {
        "name": "app", "main": "main.js",
        "imports": {
          "#app/*": "./app/*", "#lib/*": ["./lib/*.ts", "./dist/*.js"],
          "#dep": { "node": "./src/node.ts", "default": "./src/other.ts" },
          "#on/*": { "node": "./node/*.ts", "default": "./web/*.ts" }
        }
      }
      //- main.js
      //- app/dead.ts
      //- lib/dead.ts
      //- src/node.ts
      //- src/other.ts
      //- src/dead.ts
      //- node/one.ts
      //- web/one.ts
    `);
  });

  test('built files of svelte-package come of src/lib', () => {
    check(`
      //- package.json
      { "name": "lib", "exports": { "./x": "./dist/x/index.js", "./parts/*": "./dist/parts/*.js", "./both": "./dist/both.js" } }
      //- src/lib/x/index.ts
      //- src/lib/x/dead.ts
      //- src/lib/parts/one.svelte
      //- src/both.ts
      //- src/lib/not-both/both.ts
    `);
  });

  test('one without a name has scripts, pages and frameworks', () => {
    check(`
      //- package.json
      { "name": "root", "main": "main.js" }
      //- main.js
      //- apps/web/package.json
      { "private": true, "scripts": { "go": "node go.js" }, "dependencies": { "@react-router/dev": "7" } }
      //- apps/web/go.js
      //- apps/web/index.html
      <script src="/src/page.ts"></script>
      //- apps/web/src/page.ts
      //- apps/web/app/root.tsx
      //- apps/web/config/jest.config.js
      module.exports = { globalSetup: '<rootDir>/src/global' };
      //- apps/web/src/global.ts
      //- apps/web/src/dead.ts
      //- apps/job/package.json
      { "dependencies": { "left-pad": "1" } }
      //- apps/job/index.ts
      //- lib/cjs/package.json
      { "type": "commonjs" }
      //- lib/cjs/index.dead.js
    `);
    check(`
      //- main.js
      //- dead/package.json
      { "type": "commonjs" }
      //- dead/index.js
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

  test('name modules as routes, relative to the routes', () => {
    check(`
      //- package.json
      { "name": "app", "dependencies": { "@react-router/dev": "7" } }
      //- app/routes.ts
      export default [
        index("./features/home.tsx"), ...prefix("x", [route("dead", "one.tsx")]),
        layout("layouts/main.tsx", [route("about", "features/about.tsx")]),
      ] satisfies RouteConfig;
      //- app/features/home.tsx
      //- app/features/about.tsx
      //- app/features/dead.tsx
      //- app/layouts/main.tsx
      //- app/one.tsx
      //- app/dead.tsx
      //- features/not-home.tsx
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
  const hostile = [
    'entry: [',
    '"${a',
    '"${a}/',
    '"{projectRoot}/',
    '"wrangler',
    '"./a/',
    '["*',
    "'*'",
  ];
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
