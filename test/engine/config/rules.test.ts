/** Per-file rules: one action for each file, and mistakes in rules. */
import { test } from 'node:test';
import { checkWorkspace } from './workspaceText.ts';

test('a builder, a C compiler with dependency files, a shell command', () => {
  checkWorkspace(
    `
    //- views/a/home.page.hbs
    x
    //- views/b.txt
    not a template
    //- native/x.c
    x
    //- cachescope.json
    { "rules": {
      "templates": { "each": "views/**/*.hbs", "builder": "./build/handlebars.ts", "outputs": ["dist/views/{path}.js"], "inputs": ["views/data.json"] },
      "objects": { "each": "native/*.c", "command": ["cc", "-Iinclude", "-I", "native/../vendor", "-I/usr/include", "-MD", "-MF", "{depfile}", "-c", "{input}", "-o", "{output}"],
                   "outputs": ["build/{name}.o"], "dependencies": "depfile", "dependsOn": ["templates"] },
      "copies": { "each": ["views/*.txt"], "command": "cp \\"$INPUT\\" \\"$OUTPUT\\"", "outputs": ["out/{dir}/{name}.{ext}"] }
    } }
    `,
    `
    templates:views/a/home.page.hbs
      builder build/handlebars.ts views/a/home.page.hbs
      reads /: views/data.json
      writes /: dist/views/a/home.page.js
      with views/a/home.page.hbs
      tracked
    objects:native/x.c
      > ["cc","-Iinclude","-I","native/../vendor","-I/usr/include","-MD","-MF",".cachescope/tmp/objects_native_x.c-df79a920f6854d1e.d","-c","native/x.c","-o","build/x.o"]
      needs templates:views/a/home.page.hbs
      reads /: -
      writes /: build/x.o
      with native/x.c
      include dirs native include vendor
    copies:views/b.txt
      $ cp "$INPUT" "$OUTPUT"
      reads /: -
      writes /: out/b.txt
      env INPUT:=views/b.txt, OUTPUT:=out/b.txt, DEPFILE:=.cachescope/tmp/copies_views_b.txt-14f9f38f8a7a5a5f.d
      with views/b.txt
    `,
  );
});

test('hostile file names stay names', () => {
  const files = new Map([
    [
      'cachescope.json',
      '{ "rules": { "r": { "each": "*.c", "command": ["cc", "{input}", "-o{output}"], "outputs": ["out/{name}.o"] } } }',
    ],
    ['-rf.c', ''],
    ['$(touch x).c', ''],
    ['[id]*.c', ''],
  ]);
  checkWorkspace(
    files,
    `
    r:$(touch x).c
      > ["cc","$(touch x).c","-oout/$(touch x).o"]
      reads /: -
      writes /: out/$\\(touch x\\).o
      with $(touch x).c
    r:-rf.c
      > ["cc","./-rf.c","-oout/-rf.o"]
      reads /: -
      writes /: out/-rf.o
      with -rf.c
    r:[id]*.c
      > ["cc","[id]*.c","-oout/[id]*.o"]
      reads /: -
      writes /: out/\\[id\\]\\*.o
      with [id]*.c
    `,
  );
});

test('rules that make no sense', () => {
  checkWorkspace(
    `
    //- cachescope.json
    { "rules": {
      "neither": { "each": "*.c", "outputs": ["{name}.o"] },
      "shell": { "each": "*.c", "command": "cc {input}", "outputs": ["{name}.o"] },
      "same": { "each": "*.c", "command": ["cc"], "outputs": ["all.o"] },
      "wild": { "each": "*.c", "command": ["cc"], "outputs": ["*/{name}.o"] },
      "word": { "each": "*.c", "command": ["cc", "{inptu}"], "outputs": ["{name}.o"] },
      "dep": { "each": "*.c", "command": ["cc"], "outputs": ["{name}.o"], "dependencies": "depfile" },
      "out": { "each": "*.c", "command": ["cc"], "outputs": ["../{name}.o"] },
      "a:b": { "each": "*.c", "command": ["cc"], "outputs": ["{name}.o"] },
      "less": { "each": "*.c" }
    } }
    `,
    `
    cachescope.json:9:3: error: The name "a:b" is not a rule name. Use letters, digits, "-" and "_".
    cachescope.json:10:3: error: "rules" > "less" needs a key "outputs".
    cachescope.json:2:14: error: A rule needs either a "builder" or a "command". Keep one of them.
    cachescope.json:3:40: error: {input} cannot stand in a shell command, because file names are no shell text. Write the command as a list, or use "$INPUT".
    cachescope.json:4:59: error: The output "all.o" is the same for every file of the rule. Use {path} or {name} in it.
    cachescope.json:5:59: error: An output of a rule names one file, so it has no wildcards. Use {path} or {name}.
    cachescope.json:6:46: error: Unknown placeholder {inptu}. Did you mean "input"?
    cachescope.json:7:87: error: The command does not say where to write the dependency file. Pass {depfile} to it, e.g. "-MD", "-MF", "{depfile}".
    cachescope.json:8:58: error: The output "../{name}.o" lies outside the workspace.
    `,
  );
});
