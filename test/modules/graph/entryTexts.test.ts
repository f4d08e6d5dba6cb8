// Entry points that only texts beside the modules tell of: commands of workflows and Dockerfiles, pages, and what a package offers to the command lines of Angular and Nx.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { answersOf, check } from './entryFixture.ts';

const app = `//- package.json
{ "name": "app", "main": "main.js" }
//- main.js
`;

/** A fixture below the package above. */
function inApp(fixture: string): string {
  return app + fixture.replaceAll(/^ {4}/gm, '').trimStart();
}

suite('commands', () => {
  test('of workflows name scripts, which name more', () => {
    check(
      inApp(`
    //- .github/workflows/release.yml
    on:
      push: { branches: [dead], paths: ['src/dead.ts'] }
    jobs:
      a:
        steps:
          - uses: ./not-action.js
          - run: npx tsx ./build/publish.ts --now
          - name: More
            run: |
              npm ci

              node "build/more.mjs" && npx eslint 'src/not-all/*.ts' dead
              # node build/dead.mjs
            with: { file: build/dead.mjs }
          - run: node here.js
            working-directory: packages/a
    //- .github/workflows/README.md
    run: node build/dead.mjs
    //- build/publish.ts
    //- build/more.mjs
    await build({ entryPoints: ['src/page.ts'] });
    //- build/dead.mjs
    //- src/page.ts
    //- src/dead.ts
    //- src/not-all/one.ts
    //- not-action.js
    //- packages/a/here.js
    //- packages/a/dead.js
    //- dead.ts
    //- dead/index.ts
    `),
    );
  });

  test('of jobs of GitLab', () => {
    check(
      inApp(`
    //- .gitlab-ci.yml
    include: ci/dead.js
    build:
      before_script:
      - node ci/prepare.js
      script:
        - node ci/build.js
      artifacts:
        paths: [ci/dead.js]
    //- ci/prepare.js
    //- ci/build.js
    //- ci/dead.js
    `),
    );
  });

  test('of Dockerfiles, seen from their folder and from the root', () => {
    check(
      inApp(`
    //- Dockerfile
    FROM node
    COPY src/dead.ts ./
    RUN npm ci && \\
      node build/prepare.mjs
    CMD ["node", "dist/server.js"]
    //- build/prepare.mjs
    //- src/server.ts
    //- src/dead.ts
    //- packages/a/package.json
    { "name": "a", "main": "index.js" }
    //- packages/a/index.js
    //- packages/a/Dockerfile
    ENTRYPOINT node dist/start.js
    //- packages/a/src/start.ts
    //- packages/a/src/server.dead.ts
    `),
    );
  });

  test('a workflow that comes or goes is noticed', () => {
    const answers = answersOf(app);
    atOnce(answers.entries());
    const asked = ['.github/workflows/new.yml', '.gitlab-ci.yml', 'Dockerfile', 'src/new.yml'];
    deepEqual(
      asked.filter((path) => answers.isReadForEntries(path as RelativePath)),
      asked.slice(0, 3),
    );
  });
});

suite('pages', () => {
  test('that the configuration of Vite names', () => {
    check(
      inApp(`
    //- vite.config.js
    export default { build: { rollupOptions: { input: { n: resolve(__dirname, 'nested/index.html'), p: "./popup.html" } } } };
    //- nested/index.html
    <script type="module" src="./n.js"></script><script type="module" src="/src/all.js"></script>
    //- nested/n.js
    //- popup.html
    <link rel="stylesheet" href="src/popup.css?inline">
    //- src/popup.css
    //- src/all.js
    //- other.html
    <script src="/src/dead.js"></script>
    //- src/dead.js
    `),
    );
  });

  test('import modules in scripts of their own', () => {
    check(
      inApp(`
    //- index.html
    <script>import("/src/not-a-module.js")</script>
    <script type="module">
      import a, { b } from "/src/a.js";
      import './src/b';
      import 'dead';
      await import("./src/c.js");
    </script>
    //- src/a.js
    //- src/b.ts
    //- src/c.js
    //- dead.js
    //- src/not-a-module.js
    `),
    );
  });

  test('stand beside a page, or in a folder there', () => {
    check(
      inApp(`
    //- index.html
    //- about.html
    <link rel=stylesheet href=./about.css><script type="module" src="/src/about.ts"></script>
    //- admin/index.html
    <script type=module src=/src/admin.ts></script><script type=module src=own.ts defer></script>
    //- admin/own.ts
    //- admin/other.html
    <script src="/src/dead.ts"></script>
    //- about.css
    //- src/about.ts
    //- src/admin.ts
    //- src/dead.ts
    //- dist/index.html
    <script src="/src/dead.ts"></script>
    //- packages/a/package.json
    { "name": "a", "exports": {} }
    //- packages/a/about.html
    <script src="dead.js"></script>
    //- packages/a/dead.js
    `),
    );
  });

  test('that come or go are noticed, and nothing else beside them', () => {
    const answers = answersOf(`${app}//- index.html\n<script src="main.js"></script>`);
    atOnce(answers.entries());
    const asked = ['new.html', 'index.html', 'new.js', 'README.md'];
    deepEqual(
      asked.filter((path) => answers.isReadForEntries(path as RelativePath)),
      asked.slice(0, 2),
    );
  });

  test('stand beside configuration, also without a package.json', () => {
    const page = '<script type="module" src="/src/main.ts"></script>';
    check(
      inApp(`
    //- apps/vite/vite.config.mts
    export default {};
    //- apps/vite/index.html
    ${page}
    //- apps/vite/src/main.ts
    //- apps/vite/src/dead.ts
    //- apps/nx/project.json
    { "name": "nx", "targets": { "build": { "options": { "index": "apps/nx/web/start.html" } } } }
    //- apps/nx/web/start.html
    ${page}
    //- apps/nx/src/main.ts
    //- apps/plain/index.html
    ${page}
    //- apps/plain/src/main.dead.ts
    `),
    );
  });
});

test('what is offered to the command lines of Angular and Nx', () => {
  check(`
    //- package.json
    {
      "name": "@a/b", "main": "main.js", "schematics": "./schematics/collection.json", "builders": "./dist/builders/builders.json",
      "generators": "./generators.json", "executors": "gone.json",
      "ng-update": { "packageGroup": ["dead"], "migrations": "./migrations/migration.json" }, "nx-migrations": { "migrations": "./broken.json" }
    }
    //- main.js
    //- schematics/collection.json
    { "schematics": { "ng-add": { "description": "dead", "factory": "./ng-add", "schema": "./ng-add/schema.json" }, "odd": null } }
    //- schematics/ng-add/index.ts
    //- schematics/ng-add/dead.ts
    //- src/builders/builders.json
    { "builders": { "b": { "implementation": "./b/impl.js" }, "alias": "other:dead" } }
    //- src/builders/b/impl.ts
    //- generators.json
    { "generators": { "g": { "factory": "./src/gen/g#run" } }, "other": { "g": { "factory": "./src/gen/dead" } } }
    //- src/gen/g.ts
    //- src/gen/dead.ts
    //- migrations/migration.json
    { "schematics": { "m": { "version": "2", "factory": "./v2/index#run" } } }
    //- migrations/v2/index.ts
    //- broken.json
    { "generators":
    //- dead.ts
  `);
});

test('texts that are made to take long do not', () => {
  const hostile: readonly (readonly [path: string, part: string])[] = [
    ['index.html', '<script '],
    ['index.html', '<script type="module" '],
    ['index.html', '<script type="module">import from "'],
    ['index.html', '<script src='],
    ['vite.config.js', '"a.html'],
    ['project.json', '"command":['],
    ['project.json', '"command":"'],
    ['project.json', '"command":"\\\\'],
    ['project.json', '"command":"cd a && x.js",'],
    ['tsconfig.json', '"files": ['],
    ['Dockerfile', 'RUN  '],
    ['Dockerfile', '\n\t'],
    ['.github/workflows/a.yml', '  - '],
    ['.github/workflows/a.yml', 'run: a.js '],
    ['.github/workflows/a.yml', 'working-directory: ../a\n'],
  ];
  for (const [path, part] of hostile) {
    const text = part.repeat(250_000 / part.length);
    const answers = answersOf(`${app}//- ${path}\n${text}`);
    const start = performance.now();
    atOnce(answers.entries());
    const took = performance.now() - start;
    ok(took < 2000, `${path}, ${part}: ${took} ms`);
  }
  for (const part of [
    'cd a && ',
    '(cd a;',
    ')a ',
    '"cd ',
    ' sass ',
    'sass a:',
    'a --',
    'sass\t--',
  ]) {
    const scripts = { a: part.repeat(250_000 / part.length) };
    const answers = answersOf(`//- package.json\n${JSON.stringify({ name: 'a', scripts })}`);
    const start = performance.now();
    atOnce(answers.entries());
    const took = performance.now() - start;
    ok(took < 2000, `${part}: ${took} ms`);
  }
  equal(atOnce(answersOf(app).unusedFiles()).length, 0);
});
