// Breaks of what keeps modules true step by step, each of which random edits must find. See `planted.ts`.

/** One text of one file, and what it is replaced by. */
export interface PlantedBreak {
  readonly name: string;
  /** In `server`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function of(
  file: string,
  ...breaks: readonly (readonly [name: string, from: string, to: string])[]
): readonly PlantedBreak[] {
  return breaks.map(([name, from, to]) => ({ file, name, from, to }));
}

const influence = of(
  'host/modules/influence.ts',
  [
    'a file concerns who imports the index file of a folder of its name',
    "stemOf(inner) === 'index' ? table",
    "stemOf(inner) === '' ? table",
  ],
  ['imports that depend on any names', "table.dependsOn(id, 'any names') ||", 'false ||'],
  ['partials of Sass', "name.startsWith('_') ? name.slice(1) : name", 'name'],
  ['what led nowhere may lead somewhere', 'isOpen[~target] === true', 'false'],
  ['who imports what is removed', 'new Set(removed);', 'new Set<number>();'],
  ['who imports the file of the same name', 'if (own !== undefined) rivals.add(own);', ''],
  ['names with two endings', "plain.indexOf('.', 1)", "plain.lastIndexOf('.')"],
  ['package.json decides', '(?:(?:ng-)?package|', '(?:ng-package|'],
  ['ng-package.json decides', '(?:ng-)?package|', 'package|'],
  ['jsconfig.json decides', '(?:ts|js)config', '(?:ts)config'],
  ['names that the native resolver keeps', 'resolver.forgetNames();', ''],
  ['a changed answer concerns all', 'if (isOther || isBroad) return', 'if (isBroad) return'],
  ['answers and tsconfig.json are forgotten', '    resolver.forgetAll();\n', ''],
  ['who asked the disk', "table.dependsOn(id, 'the disk'))", 'false)'],
);

const looking = of(
  'host/modules/looking.ts',
  ['files that tsconfig.json extends', 'resolver.isExtended(path)', 'false'],
  [
    'what is installed, when it is told',
    'if (/(?:^|\\/)node_modules(?:\\/|$)/.test(path)) update.resolvesAll = true;',
    '',
  ],
  ['what is behind links and in ignored folders', 'update.asksAgain = true;\n  if (/', 'if (/'],
  ['a folder stands for what is below it', 'noteModule(state, module, update);', 'void module;'],
  ['git’s rules add modules', 'if (!before.delete(path)) added.add(path);', 'before.delete(path);'],
  ['git’s rules take modules away', 'removed.add(path as RelativePath);', ''],
  ['a look at each folder', 'known.isSettled &&', 'true ||'],
  [
    'a look at each module',
    'if (stats && state.table.isUnchanged(id, stats)) continue;',
    'continue;',
  ],
);

const run = of(
  'host/modules/analysisRun.ts',
  [
    'ignore files that come anew',
    '    const { hasSameRules } = state;',
    '    const hasSameRules = true;',
  ],
  [
    'what is installed, when nobody tells',
    'if (await inTurns(state.hasOtherInstalled()))',
    'if (false)',
  ],
  [
    'configuration concerns all',
    'if ([...names.touched].some((path) => decides(this.#state, path))) update.resolvesAll = true;',
    '',
  ],
);

const resolver = of(
  'host/modules/resolving/resolver.ts',
  ['what is near is kept too long', '    this.#near.clear();\n    this.#last = undefined;\n', ''],
  ['endings of who imports', "\\0${base.slice(base.indexOf('.', 1))}`", '\\0`'],
  ['members are kept too long', '    this.#packages.forget();\n', ''],
  ['files for platforms are kept too long', '    this.#platforms.forget();\n', ''],
  ['scopes are kept too long', '    this.#bare.forget();\n', ''],
  ['which scopes have aliases is kept too long', '    this.#bare.forgetConfiguration();\n', ''],
  ['answers are kept too long', '    this.answers.clear();\n', ''],
  [
    'which answers are open, where names changed',
    'const known = isAsBefore ? this.#open : undefined;',
    'const known = this.#open;',
  ],
  [
    'answers that are open now',
    'if (isAsBefore && !hasOther) this.#open = open;',
    'this.#open = new Set();',
  ],
  ['answers that are files', "answer.type === 'file' && (ofNames ||", 'false && (ofNames ||'],
  ['files that no name tells of', "this.#names.at(answer.path) === 'unknown'", 'false'],
  [
    'folders of types',
    "const ofTypes = manner.by === 'reference' || answer.type === 'unresolved';",
    'const ofTypes = false;',
  ],
  ['names with aliases', "|| (ofNames && alias === 'named')", ''],
  ['aliases to where no names are known', "alias === 'the disk' ||", ''],
  ['members that have no such file', 'return ofNames || this.#isBuilt', 'return this.#isBuilt'],
  [
    'style sheets without a dot that lead to packages',
    "on: fact.kind === 'style' ? 'any names' : 'some names'",
    "on: 'some names'",
  ],
);

const paths = of(
  'host/modules/resolving/pathResolver.ts',
  ['imports from the root', 'return { ...found, on };', 'return found;'],
  [
    'what is built, where it led to its source',
    "return { resolution: { type: 'file', path }, on: 'any names' };",
    "return { resolution: { type: 'file', path }, on: 'some names' };",
  ],
  [
    'main files of folders',
    "on: isOutside ? 'the disk' : 'any names'",
    "on: isOutside ? 'the disk' : 'some names'",
  ],
  [
    'places that are not known by name',
    "on: isOutside ? 'the disk'",
    "on: isOutside ? 'some names'",
  ],
);

const others = [
  ...of(
    'host/modules/folderNames.ts',
    [
      'what was in a folder that went',
      'if (kind === nameKind.folder) this.#drop(path, changes);',
      '',
    ],
    [
      'the folder that was asked for last may be another one',
      'this.#last = undefined;\n    this.#folders.set(folder, known);',
      'this.#folders.set(folder, known);',
    ],
  ),
  ...of('host/modules/resolving/installed.ts', [
    'types that are installed',
    '${this.#places(modules, typesOf(name))}',
    '',
  ]),
  ...of('host/modules/resolving/bareResolver.ts', [
    'libraries of Angular are forgotten',
    '    this.#libraries.forget();\n',
    '',
  ]),
  ...of('host/modules/resolving/nodeModules.ts', [
    'what is installed above',
    'further : [own, ...further]',
    'further : [own]',
  ]),
  ...of(
    'host/modules/resolving/workspacePackages.ts',
    ['names of members are forgotten', '    this.#members = undefined;\n', ''],
    ['packages by folder are forgotten', '    this.#byFolder.clear();\n', ''],
  ),
  ...of(
    'host/modules/keeping/moduleTable.ts',
    [
      'numbers that others still lead to',
      '    this.#left.push(id);\n',
      '    this.#free.push(id);\n',
    ],
    ['equal targets', 'targets.every((target, at) => target === old[at])', 'true'],
  ),
  ...of(
    'host/modules/state.ts',
    [
      'facts of other bytes',
      'const isOther = now === undefined || !isEqual(now, before);',
      'const isOther = false;',
    ],
    ['what imports depend on', 'this.table.setDependsOn(id, on);', ''],
    ['who asked the disk is noted', "else if (what === 'the disk') on.disk = true;", ''],
  ),
];

/** See the file's comment. */
export const breaks: readonly PlantedBreak[] = [
  ...influence,
  ...looking,
  ...run,
  ...resolver,
  ...paths,
  ...others,
];
