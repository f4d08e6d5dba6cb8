/** turbo.json: what real-looking files come to, and what is reported because it cannot be done. */
import { test } from 'node:test';
import { checkWorkspace } from './workspaceText.ts';

const packages = `
    //- package.json
    { "workspaces": ["apps/*", "packages/*"], "scripts": { "lint": "eslint .", "format": "prettier ." } }
    //- apps/web/package.json
    { "name": "web", "dependencies": { "@r/ui": "*", "next": "15" }, "scripts": { "build": "next build", "dev": "next dev" } }
    //- packages/ui/package.json
    { "name": "@r/ui", "scripts": { "build": "tsc", "test": "vitest" } }
`;

test('the file that a new Turborepo starts with', () => {
  checkWorkspace(
    `${packages}
    //- turbo.json
    {
      "$schema": "https://turborepo.com/schema.json",
      "ui": "tui",
      "tasks": {
        "build": {
          "dependsOn": ["^build"],
          "inputs": ["$TURBO_DEFAULT$", ".env*"],
          "outputs": [".next/**", "!.next/cache/**"]
        },
        "lint": { "dependsOn": ["^lint"] },
        "dev": { "cache": false, "persistent": true }
      }
    }
    `,
    `
    //#lint
      $ eslint . (lint)
      reads /: **, not ignored, without apps/web packages/ui
      writes ?
    //#format
      $ prettier . (format)
      reads /: **, not ignored, without apps/web packages/ui
      writes ?
    web#build
      $ next build (build)
      needs @r/ui#build
      reads apps/web: ** +.env* !.next/**, not ignored
      writes apps/web: .next/** !.next/cache/**
      env NEXT_PUBLIC_API=x
    web#dev
      $ next dev (dev)
      reads apps/web: ** !.next/**, not ignored
      writes apps/web: -
      env NEXT_PUBLIC_API=x
      uncached
      persistent
    @r/ui#build
      $ tsc (build)
      reads packages/ui: ** +.env* !.next/**, not ignored
      writes packages/ui: .next/** !.next/cache/**
    @r/ui#test
      $ vitest (test)
      reads packages/ui: ** !.next/**, not ignored
      writes ?
    `,
    { NEXT_PUBLIC_API: 'x', API: 'y' },
  );
});

test('package tasks, root tasks, global keys, a package that extends the root', () => {
  checkWorkspace(
    `${packages}
    //- tsconfig.json
    {}
    //- turbo.jsonc
    {
      // comments are fine
      "globalEnv": ["CI"], "globalPassThroughEnv": ["HOME"], "globalDependencies": ["tsconfig.json"],
      "tasks": {
        "build": { "outputs": ["dist/**"], "env": ["A"], "dependsOn": ["^build"], "inputs": ["src/**", "$TURBO_ROOT$/assets/*.svg"] },
        "web#build": { "outputs": [".next/**"], "dependsOn": ["@r/ui#test", "//#format"] },
        "//#format": { "outputs": [] },
        "test": { "dependsOn": ["build"] }
      },
    }
    //- packages/ui/turbo.json
    { "extends": ["//"], "tasks": { "build": { "env": ["$TURBO_EXTENDS$", "B"], "outputs": ["lib/**"] } } }
    `,
    `
    //#lint
      $ eslint . (lint)
      reads /: **, not ignored, without apps/web packages/ui
      writes ?
      env CI=1, HOME (uncounted)
      with tsconfig.json
    //#format
      $ prettier . (format)
      reads /: **, not ignored, without apps/web packages/ui
      writes /: -
      env CI=1, HOME (uncounted)
      with tsconfig.json
    web#build
      $ next build (build)
      needs @r/ui#test, //#format
      reads apps/web: ** !.next/**, not ignored
      writes apps/web: .next/**
      env CI=1, HOME (uncounted)
      with tsconfig.json
    web#dev
      $ next dev (dev)
      reads apps/web: ** !.next/**, not ignored
      writes ?
      env CI=1, HOME (uncounted)
      with tsconfig.json
    @r/ui#build
      $ tsc (build)
      reads packages/ui: src/** ../../assets/*.svg
      writes packages/ui: lib/**
      env A=(unset), B=2, CI=1, HOME (uncounted)
      with tsconfig.json
    @r/ui#test
      $ vitest (test)
      needs @r/ui#build
      reads packages/ui: ** !lib/**, not ignored
      writes packages/ui: -
      env CI=1, HOME (uncounted)
      with tsconfig.json
    `,
    { CI: '1', B: '2', HOME: '/h' },
  );
});

test('the older form: pipeline, variables among the dependencies, dotEnv', () => {
  checkWorkspace(
    `
    //- package.json
    { "scripts": { "build": "tsc" } }
    //- turbo.json
    { "pipeline": { "build": { "dependsOn": ["$NODE_ENV"], "env": ["$OLD"], "dotEnv": [".env"], "outputs": ["out"] } } }
    `,
    `
    //#build
      $ tsc (build)
      reads /: ** !out, not ignored
      writes /: out
      env NODE_ENV=(unset), OLD=(unset)
      with .env
    `,
  );
});

test('cachescope.json has the last word, key by key', () => {
  checkWorkspace(
    `
    //- package.json
    { "scripts": { "build": "tsc" } }
    //- turbo.json
    { "tasks": { "build": { "inputs": ["src/**"], "outputs": ["dist/**"] } } }
    //- cachescope.json
    { "tasks": { "build": { "outputs": ["lib/**"] } } }
    `,
    `
    //#build
      $ tsc (build)
      reads /: src/**
      writes /: lib/**
    `,
  );
});

test('what cannot be done is reported with its place; what only concerns display is not', () => {
  checkWorkspace(
    `
    //- package.json
    { "workspaces": ["a"] }
    //- a/package.json
    { "name": "a", "scripts": {} }
    //- a/turbo.json
    { "tasks": { "a#x": {} } }
    //- turbo.json
    {
      "envMode": "loose",
      "daemon": true, "remoteCache": { "signature": true }, "boundaries": {}, "noUpdateNotifier": true,
      "someNewKey": 1,
      "tasks": {
        "dev": { "with": ["api#dev"], "interactive": true, "outputLogs": "none", "dependOn": [] },
        "b#build": { "outputs": ["/etc/**"] }
      }
    }
    `,
    `
    turbo.json:4:3: warning: Unknown key "someNewKey". Known keys: tasks, pipeline, extends, globalDependencies, globalDotEnv, globalEnv, globalPassThroughEnv, envMode, futureFlags, global, agentGuidance, cacheMaxAge, cacheMaxSize, setup, $schema, allowNoPackageManager, baseBranch, boundaries, cacheDir, concurrency, daemon, dangerouslyDisablePackageManagerCheck, experimentalSpaces, experimentalUI, noUpdateNotifier, remoteCache, tags, ui.
    turbo.json:6:78: warning: Unknown key "dependOn" in "tasks" > "dev". Did you mean "dependsOn"?
    turbo.json:7:30: error: "tasks" > "b#build" > "outputs"[0] must not be an absolute path. Patterns are relative to the package.
    turbo.json:6:22: warning: "with" has no effect here. Name the other tasks as targets, too.
    turbo.json:6:50: warning: "interactive" has no effect here: commands get no keyboard input. Run this task on its own.
    turbo.json:2:14: warning: Loose mode is not supported: commands see only declared variables. Name what they need in "globalPassThroughEnv".
    turbo.json:3:34: warning: The remote cache is not used: results are kept on this machine. Nothing needs to be done.
    a/turbo.json:1:1: error: The turbo.json of a package must extend the root. Add "extends": ["//"].
    a/turbo.json:1:21: error: The turbo.json of a package cannot define "a#x". Write the task without package.
    turbo.json:7:16: warning: There is no package "b", so "b#build" has no effect.
    `,
  );
});

test('version 2.11: what is for all tasks under "global", null for what is not there, structured inputs', () => {
  checkWorkspace(
    `
    //- package.json
    { "name": "root", "workspaces": ["a"] }
    //- a/package.json
    { "name": "a", "scripts": { "build": "tsc", "test": "vitest", "dev": "vite" } }
    //- tsconfig.json
    {}
    //- turbo.json
    {
      "futureFlags": { "globalConfiguration": true, "hashFilePermissions": true, "filterUsingTasks": true },
      "global": { "inputs": ["tsconfig.json"], "env": ["CI"], "passThroughEnv": ["TOKEN"], "concurrency": "50%", "cacheMaxAge": "7d", "remoteCache": { "enabled": false } },
      "globalEnv": null,
      "tasks": {
        "build": { "outputs": ["dist/**"], "env": null, "inputs": [{ "globs": ["../shared/*.ts", "!x"], "withDefaults": true }], "tags": ["slow"] },
        "test": { "outputs": [], "inputs": [{ "from": ["build"] }] },
        "dev": { "cache": false, "persistent": true, "interruptible": true }
      }
    }
    `,
    `
    a#build
      $ tsc (build)
      reads a: ** +../shared/*.ts !dist/**, not ignored
      writes a: dist/**
      env CI=1, TOKEN (uncounted)
      with tsconfig.json
    a#test
      $ vitest (test)
      reads a: ** !dist/**, not ignored
      writes a: -
      env CI=1, TOKEN (uncounted)
      with tsconfig.json
    a#dev
      $ vite (dev)
      reads a: ** !dist/**, not ignored
      writes a: -
      env CI=1, TOKEN (uncounted)
      with tsconfig.json
      uncached
      persistent
    turbo.json:6:64: warning: This input counts as all of the package and what it names. Write its globs as texts to be exact.
    turbo.json:7:41: error: An input with "from" is not supported. Name its files as texts.
    turbo.json:8:67: warning: "interruptible" has no effect here: a persistent task is not started again. Let the command watch its own files.
    turbo.json:2:98: warning: The future flag "filterUsingTasks" has no effect here. Check that the tasks still mean what you want.
    turbo.json:3:103: warning: "concurrency" has no effect here. Set "concurrency" in cachescope.json.
    turbo.json:3:125: warning: "cacheMaxAge" has no effect here. Set "cache" > "disk" > "ttl" in cachescope.json.
    `,
    { CI: '1', TOKEN: 'secret' },
  );
});
