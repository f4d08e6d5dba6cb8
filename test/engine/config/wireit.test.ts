/** `wireit` blocks: what they come to, and what is reported because it cannot be done. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkWorkspace, load } from './workspaceText.ts';

const usual = '!.git !.hg !.svn !.wireit !.yarn !CVS !node_modules';

test('the example of a bundle after a build, with a group and another package', () => {
  checkWorkspace(
    `
    //- package.json
    { "workspaces": ["app", "lib"] }
    //- package-lock.json
    {}
    //- app/package.json
    {
      "name": "app",
      "scripts": { "all": "wireit", "bundle": "wireit", "lint": "eslint ." },
      "wireit": {
        "all": { "dependencies": ["bundle", "lint"] },
        "bundle": {
          "command": "rollup -c",
          "dependencies": [{ "script": "../lib:build", "cascade": false }, "all-types"],
          "files": ["/rollup.config.js", "../lib/out/**/*.js"],
          "output": ["dist/**", "!dist/keep"],
          "clean": "if-file-deleted",
          "packageLocks": ["other.lock"]
        },
        "all-types": { "dependencies": ["../lib:build"] }
      }
    }
    //- lib/package.json
    {
      "name": "lib",
      "scripts": { "build": "../node_modules/.bin/wireit" },
      "wireit": {
        "build": {
          "command": "tsc",
          "env": { "MODE": "production", "API": { "external": true }, "PORT": { "external": true, "default": "80" } },
          "output": []
        }
      }
    }
    `,
    `
    app#all
      nothing
      needs app#bundle, app#lint
      reads app: -
      writes app: -
      with package-lock.json
    app#bundle
      $ rollup -c (bundle)
      needs lib#build
      reads app: rollup.config.js ../lib/out/**/*.js ${usual}
      writes app: dist/** !dist/keep ${usual}
      with app/other.lock other.lock
      clean if-file-deleted
    app#lint
      $ eslint . (lint)
      reads app: ** !dist/**, not ignored
      writes ?
      with package-lock.json
    app#all-types
      nothing
      needs lib#build
      reads app: -
      writes app: -
      with package-lock.json
    lib#build
      $ tsc (build)
      reads ?
      writes lib: -
      env API=x, PORT=80, MODE:=production
      with package-lock.json
    `,
    { API: 'x' },
  );
});

test('a dependency that only orders is told from one that is read', () => {
  const workspace = load(`
    //- package.json
    { "scripts": { "a": "wireit", "b": "wireit" },
      "wireit": { "a": { "command": "a", "dependencies": [{ "script": "b", "cascade": false }] }, "b": { "command": "b" } } }
  `);
  assert.deepEqual([...workspace.actions.values()][0]?.dependsOn, [
    { action: '//#b', readsOutputs: false },
  ]);
});

test('what cannot be done is reported with its place', () => {
  checkWorkspace(
    `
    //- package.json
    {
      "scripts": { "serve": "wireit", "gone": "wireit", "plain": "tsc", "preserve": "echo" },
      "wireit": {
        "serve": { "command": "node s.js", "service": { "readyWhen": { "lineMatches": "up" } } },
        "plain": { "command": "tsc" },
        "order": { "command": "x", "files": ["src/**", "!src/gen/**", "src/gen/a.ts"], "outputs": [] },
        "bad": { "command": "", "dependencies": [1, { "cascade": true }], "clean": "sometimes" }
      }
    }
    `,
    `
    //#serve
      $ node s.js (serve)
      reads ?
      writes ?
      persistent
    //#gone
      $ wireit (gone)
      reads /: **, not ignored
      writes ?
    //#plain
      $ tsc (plain)
      reads /: **, not ignored
      writes ?
    //#preserve
      $ echo (preserve)
      reads /: **, not ignored
      writes ?
    //#order
      $ x (order)
      reads /: src/** src/gen/a.ts !src/gen/** ${usual}
      writes ?
    //#bad
      nothing
      reads /: -
      writes /: -
    package.json:2:43: error: The script "gone" runs wireit, which has no entry of that name. Add "gone" to "wireit".
    package.json:6:84: warning: Unknown key "outputs" in "wireit" > "order". Did you mean "output"?
    package.json:7:25: error: "wireit" > "bad" > "command" must not be empty.
    package.json:7:46: error: "wireit" > "bad" > "dependencies"[0] must be a text or an object, not 1.
    package.json:7:49: error: "wireit" > "bad" > "dependencies"[1] needs a key "script".
    package.json:7:80: error: "wireit" > "bad" > "clean" must be true or false or "if-file-deleted", not "sometimes".
    package.json:4:51: warning: Services run as persistent tasks: nothing can wait for them, and "readyWhen" has no effect. Start the service as a target of its own.
    package.json:2:81: warning: The script "preserve" does not run with a wireit script. Make it a dependency.
    package.json:5:14: warning: The script "plain" does not run wireit, so this entry has no effect. Change the script to "wireit".
    package.json:6:41: error: "src/gen/a.ts" after "!src/gen/**" cannot take files back in here. Write exclusions last and as narrow as they are meant.
    `,
  );
});

test('a package of web components as its authors write it: incremental compiler, tests against a server, checked scripts', () => {
  checkWorkspace(
    `
    //- package.json
    { "name": "root", "workspaces": ["packages/*"], "scripts": { "build": "wireit" },
      "wireit": { "build": { "dependencies": ["./packages/element:build", "./packages/element:test"] } } }
    //- packages/element/package.json
    { "name": "element",
      "scripts": { "build": "wireit", "build:ts": "wireit", "test": "wireit", "serve": "wireit", "prettier": "prettier ." },
      "wireit": {
        "build": { "dependencies": ["build:ts"] },
        "build:ts": {
          "command": "tsc --build --pretty",
          "clean": "if-file-deleted",
          "files": ["src/**/*.ts", "tsconfig.json"],
          "output": ["development", "tsconfig.tsbuildinfo"],
          "packageLocks": []
        },
        "serve": { "command": "wds", "service": { "readyWhen": { "lineMatches": "Started" } }, "dependencies": ["build:ts"] },
        "test": {
          "command": "wtr",
          "dependencies": [{ "script": "build:ts", "cascade": false }],
          "env": { "BROWSERS": { "external": true, "default": "chromium" }, "MODE": "dev" },
          "files": [],
          "output": []
        }
      }
    }
    `,
    `
    //#build
      nothing
      needs element#build:ts, element#test
      reads /: -
      writes /: -
    element#build
      nothing
      needs element#build:ts
      reads packages/element: -
      writes packages/element: -
    element#build:ts
      $ tsc --build --pretty (build:ts)
      reads packages/element: src/**/*.ts tsconfig.json ${usual}
      writes packages/element: development tsconfig.tsbuildinfo ${usual}
      clean if-file-deleted
    element#test
      $ wtr (test)
      needs (order) element#build:ts
      reads packages/element: -
      writes packages/element: -
      env BROWSERS=chromium, MODE:=dev
    element#serve
      $ wds (serve)
      needs element#build:ts
      reads ?
      writes ?
      persistent
    element#prettier
      $ prettier . (prettier)
      reads packages/element: ** !development !tsconfig.tsbuildinfo, not ignored
      writes ?
    packages/element/package.json:12:45: warning: Services run as persistent tasks: nothing can wait for them, and "readyWhen" has no effect. Start the service as a target of its own.
    `,
  );
});

test('comments in the form of keys are no mistakes', () => {
  checkWorkspace(
    `
    //- package.json
    { "scripts": { "a": "wireit" },
      "wireit": { "#": "all", "//": ["of", "them"], "a": { "#comment": "why", "//": "how", "command": "x", "files": [], "output": [], "comand": 1 } } }
    `,
    `
    //#a
      $ x (a)
      reads /: -
      writes /: -
    package.json:2:131: warning: Unknown key "comand" in "wireit" > "a". Did you mean "command"?
    `,
  );
});
