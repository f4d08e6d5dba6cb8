/** Packages, their scripts and cachescope.json: what a fixture comes to as actions and problems. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, workspaceText } from './workspaceText.ts';

function check(fixture: string, expected: string, environment: Record<string, string> = {}): void {
  const text = workspaceText(load(fixture, environment));
  assert.equal(text, lines(expected));
}

/** Without the indentation of the test. */
function lines(text: string): string {
  return text
    .replace(/^\n/, '')
    .replace(/\n\s*$/, '')
    .replaceAll(/^ {4}/gm, '');
}

test('without configuration every script is a task that always runs', () => {
  check(
    `
    //- package.json
    { "scripts": { "build": "tsc" } }
    `,
    `
    //#build
      $ tsc (build)
      reads /: **, not ignored
      writes ?
    `,
  );
});

test('pre and post scripts run with their script', () => {
  check(
    `
    //- package.json
    { "scripts": { "build": "tsc", "postbuild": "cp a b", "prebuild": "rm b" } }
    //- cachescope.json
    { "tasks": { "build": { "outputs": [] } } }
    `,
    `
    //#build
      $ rm b (prebuild)
      $ tsc (build)
      $ cp a b (postbuild)
      reads /: **, not ignored
      writes /: -
    //#postbuild
      $ cp a b (postbuild)
      reads /: **, not ignored
      writes ?
    //#prebuild
      $ rm b (prebuild)
      reads /: **, not ignored
      writes ?
    `,
  );
});

test('^build waits for the packages that a package depends on, through those without the script', () => {
  check(
    `
    //- package.json
    { "workspaces": ["packages/*"] }
    //- packages/app/package.json
    { "name": "app", "dependencies": { "middle": "*" }, "scripts": { "build": "tsc" } }
    //- packages/middle/package.json
    { "name": "middle", "dependencies": { "base": "*", "left-pad": "1" } }
    //- packages/base/package.json
    { "name": "base", "scripts": { "build": "tsc" } }
    //- packages/other/package.json
    { "name": "other", "scripts": { "build": "tsc" } }
    //- cachescope.json
    { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] } } }
    `,
    `
    app#build
      $ tsc (build)
      needs base#build
      reads packages/app: src/**
      writes packages/app: dist/**
    base#build
      $ tsc (build)
      reads packages/base: src/**
      writes packages/base: dist/**
    other#build
      $ tsc (build)
      reads packages/other: src/**
      writes packages/other: dist/**
    `,
  );
});

test('one package overrides keys of a task, and a command needs no script', () => {
  check(
    `
    //- package.json
    { "workspaces": { "packages": ["a", "b"] } }
    //- a/package.json
    { "name": "a", "scripts": { "build": "tsc" } }
    //- b/package.json
    { "name": "b" }
    //- cachescope.json
    { "tasks": {
      "build": { "outputs": ["dist/**"], "inputs": ["src/**", "!src/old/**"] },
      "b#build": { "command": ["vite", "build"], "inputs": ["$TURBO_DEFAULT$", ".env*", "!README.md"], "cache": false },
    } }
    `,
    `
    a#build
      $ tsc (build)
      reads a: src/** !src/old/**
      writes a: dist/**
    b#build
      > ["vite","build"]
      reads b: ** +.env* !README.md !dist/**, not ignored
      writes b: dist/**
      uncached
    `,
  );
});

test('all keys of a task', () => {
  check(
    `
    //- package.json
    { "scripts": { "dev": "vite" } }
    //- yarn.lock
    x
    //- config/a.json
    x
    //- config/b.txt
    x
    //- cachescope.json
    {
      "globalEnv": ["CI"], "globalPassThroughEnv": ["HOME_*"], "globalDependencies": ["config/*.json"],
      "tasks": { "dev": {
        "persistent": true, "clean": "if-file-deleted", "dependencyOutputs": "direct",
        "env": ["VITE_*", "!VITE_SECRET", "MODE"], "passThroughEnv": ["TOKEN", "CI"]
      } }
    }
    `,
    `
    //#dev
      $ vite (dev)
      reads /: **, not ignored
      writes ?
      env CI=1, MODE=(unset), VITE_A=x, HOME_A (uncounted), TOKEN (uncounted)
      with yarn.lock config/a.json
      persistent
      clean if-file-deleted
      direct outputs only
    `,
    { CI: '1', VITE_A: 'x', VITE_SECRET: 's', OTHER: 'y', HOME_A: 'h', TOKEN: 't' },
  );
});

test('default inputs leave out nested packages and what actions write there', () => {
  check(
    `
    //- package.json
    { "workspaces": ["web", "web/widgets"] }
    //- web/package.json
    { "name": "web", "scripts": { "build": "b", "lint": "l" } }
    //- web/widgets/package.json
    { "name": "widgets", "scripts": { "gen": "g" } }
    //- cachescope.json
    { "tasks": {
      "web#build": { "outputs": ["dist/**"] },
      "gen": { "outputs": ["../generated/**"] }
    } }
    `,
    `
    web#build
      $ b (build)
      reads web: ** !dist/** !generated/**, not ignored, without web/widgets
      writes web: dist/**
    web#lint
      $ l (lint)
      reads web: ** !dist/** !generated/**, not ignored, without web/widgets
      writes ?
    widgets#gen
      $ g (gen)
      reads web/widgets: **, not ignored
      writes web/widgets: ../generated/**
    `,
  );
});

test('written inputs leave out own outputs, unless the same files are named as both', () => {
  check(
    `
    //- package.json
    { "scripts": { "gen": "g", "format": "f" } }
    //- cachescope.json
    { "tasks": {
      "gen": { "inputs": ["src/**"], "outputs": ["src/gen/**"] },
      "format": { "inputs": ["src/**"], "outputs": ["src/**"] }
    } }
    `,
    `
    //#gen
      $ g (gen)
      reads /: src/** !src/gen/**
      writes /: src/gen/**
    //#format
      $ f (format)
      reads /: src/**
      writes /: src/**
    `,
  );
});

test('packages of pnpm; a package of the registry is no dependency on one of the same name', () => {
  check(
    `
    //- package.json
    { "workspaces": ["never/*"] }
    //- pnpm-workspace.yaml
    packages:
      - 'packages/**'
      - '!**/test/**'
    //- packages/deep/a/package.json
    { "name": "a", "devDependencies": { "b": "npm:other@1", "c": "workspace:^" }, "scripts": { "x": "x" } }
    //- packages/b/package.json
    { "name": "b", "scripts": { "x": "x" } }
    //- packages/c/package.json
    { "name": "c", "scripts": { "x": "x" } }
    //- packages/c/test/d/package.json
    { "name": "d", "scripts": { "x": "x" } }
    //- cachescope.json
    { "tasks": { "x": { "dependsOn": ["^x"], "inputs": [] } } }
    `,
    `
    b#x
      $ x (x)
      reads packages/b: -
      writes ?
    c#x
      $ x (x)
      reads packages/c: -
      writes ?
    a#x
      $ x (x)
      needs c#x
      reads packages/deep/a: -
      writes ?
    `,
  );
});

test('broken files, unknown keys, wrong types: all are reported, each with its place', () => {
  check(
    `
    //- package.json
    { "workspaces": ["p/*"] }
    //- p/a/package.json
    { "name": "same" }
    //- p/b/package.json
    { "name": "same" }
    //- p/c/package.json
    { "name": }
    //- p/d/package.json
    {}
    //- cachescope.json
    {
      "concurency": 4,
      "memoryLimit": "lots",
      "tasks": {
        "build": { "output": ["dist/**"], "inputs": "src/**", "cache": "no" },
        "^test": {}
      },
      "__proto__": { "polluted": true }
    }
    `,
    `
    p/b/package.json:1:11: error: Two packages are called "same": p/a/package.json and p/b/package.json. Give one another name.
    p/c/package.json:1:11: error: Not valid JSON: expected a value.
    p/c/package.json:1:1: warning: The package has no name. It is called "c" after its folder.
    p/d/package.json:1:1: warning: The package has no name. It is called "d" after its folder.
    cachescope.json:2:3: error: Unknown key "concurency". Did you mean "concurrency"?
    cachescope.json:3:18: error: "memoryLimit" is not a size. Write "500MB" or "4GB".
    cachescope.json:5:16: error: Unknown key "output" in "tasks" > "build". Did you mean "outputs"?
    cachescope.json:5:49: error: "tasks" > "build" > "inputs" must be a list, not "src/**". Write ["src/**"].
    cachescope.json:5:68: error: "tasks" > "build" > "cache" must be true or false, not "no".
    cachescope.json:6:5: error: The name "^test" must not start with "^". "^" belongs into "dependsOn".
    cachescope.json:8:3: error: Unknown key "__proto__". Known keys: $schema, concurrency, memoryLimit, cache, metrics, modules, globalEnv, globalPassThroughEnv, globalDependencies, tasks, rules.
    `,
  );
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('a task of a package that is not there', () => {
  check(
    `
    //- package.json
    { "workspaces": ["p"] }
    //- p/package.json
    { "name": "web" }
    //- cachescope.json
    { "tasks": { "wbe#build": {} } }
    `,
    `
    cachescope.json:1:27: error: There is no package "wbe". Did you mean "web"?
    `,
  );
});

test('a file that cannot be read is an error of its own', () => {
  check(
    `
    //- package.json
    { "scripts": { "a": "a" } }
    //- cachescope.json
    UNREADABLE
    `,
    `
    //#a
      $ a (a)
      reads /: **, not ignored
      writes ?
    cachescope.json:1:1: error: cachescope.json cannot be read: permission denied. Check its mode.
    `,
  );
});

test('settings have the documented defaults and take units', () => {
  assert.deepEqual(load('//- package.json\n{}').settings.cache, {
    memory: { entries: 10_000, size: 100_000_000 },
    disk: { size: 5_000_000_000, ttl: 7 * 86_400_000 },
    disable: [],
  });
  const set = load(`
    //- cachescope.json
    { "concurrency": 3, "memoryLimit": "4GiB", "cache": { "memory": { "size": 5 }, "disk": { "ttl": "90m" } } }
  `).settings;
  assert.equal(set.concurrency, 3);
  assert.equal(set.memoryLimit, 2 ** 32);
  assert.equal(set.cache.memory.size, 5);
  assert.equal(set.cache.disk.ttl, 5_400_000);
  assert.deepEqual(set.modules, { entry: [], ignore: [] });
  const modules = { entry: ['src/plugins/*.ts', '!old/**'], ignore: ['gen'] };
  const files = `//- cachescope.json\n${JSON.stringify({ modules })}\n`;
  assert.deepEqual(load(files).settings.modules, modules);
});

test('npm_package variables are those that npm sets', () => {
  const workspace = load(`
    //- package.json
    { "name": "x", "version": "1.2.3", "config": { "port": 8080, "off": false, "list": ["a", { "b": null }] },
      "engines": { "node": ">=22" }, "bin": "cli.js", "description": "not set", "scripts": { "a": "a" } }
  `);
  assert.deepEqual(
    { ...[...workspace.actions.values()][0]?.fixedEnvironment },
    {
      npm_package_name: 'x',
      npm_package_version: '1.2.3',
      npm_package_config_port: '8080',
      npm_package_config_off: '',
      npm_package_config_list_0: 'a',
      npm_package_config_list_1_b: '',
      npm_package_engines_node: '>=22',
      npm_package_bin: 'cli.js',
    },
  );
});

test('the model names every file it rests on', () => {
  const { model } = load(`
    //- package.json
    { "workspaces": ["a"] }
    //- a/package.json
    { "name": "a" }
    //- a/README.md
    not configuration
    //- turbo.json
    { "tasks": {} }
  `);
  for (const path of [
    'package.json',
    'a/package.json',
    'a/turbo.json',
    'cachescope.json',
    'pnpm-workspace.yaml',
    'yarn.lock',
  ]) {
    assert.ok(
      model.files.some((file) => file === path),
      path,
    );
  }
  assert.ok(!model.files.some((file) => file.endsWith('.md')));
});

test('packages of package.json, where the file of pnpm has settings alone', () => {
  check(
    `
    //- package.json
    { "workspaces": ["packages/*"] }
    //- pnpm-workspace.yaml
    onlyBuiltDependencies: [esbuild]
    //- packages/a/package.json
    { "name": "a", "scripts": { "x": "x" } }
    //- cachescope.json
    { "tasks": { "x": { "inputs": [] } } }
    `,
    `
    a#x
      $ x (x)
      reads packages/a: -
      writes ?
    `,
  );
});

test('an action knows where it is defined', () => {
  const workspace = load(`
    //- package.json
    {
      "scripts": {
        "build": "tsc",
        "test": "node --test"
      }
    }
    //- cachescope.json
    { "tasks": {
      "build": {} } }
  `);
  const places = [...workspace.actions.values()].map(
    (action) => `${action.id} ${JSON.stringify(action.source)}`,
  );
  assert.deepEqual(places, [
    '//#build {"file":"cachescope.json","line":2,"column":3}',
    '//#test {"file":"package.json","line":4,"column":5}',
  ]);
});
