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
  ['package.json decides', '(?:package|.*(?:ts|js)config.*)', '(?:.*(?:ts|js)config.*)'],
  ['jsconfig.json decides', '(?:ts|js)config', '(?:ts)config'],
  ['the list of pnpm decides', "baseOf(path) === 'pnpm-workspace.yaml'", 'false'],
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
  ['names that the native resolver keeps', 'resolver.forgetNames();', ''],
  ['a changed answer concerns all', 'if (isOther || isBroad) return', 'if (isBroad) return'],
  ['what is installed, when nobody tells', 'if (state.hasOtherInstalled)', 'if (false)'],
  [
    'configuration concerns all',
    'if ([...names.touched].some((path) => decides(this.#state, path))) update.resolvesAll = true;',
    '',
  ],
  ['answers and tsconfig.json are forgotten', '      resolver.forgetAll();\n', ''],
);

const resolver = of(
  'host/modules/resolver.ts',
  ['which files are extended is kept too long', '    this.#extended = undefined;\n', ''],
  ['members are kept too long', '    this.#packages.forget();\n', ''],
  ['scopes are kept too long', '    this.#bare.forget();\n', ''],
  ['which scopes have aliases is kept too long', '    this.#bare.forgetConfiguration();\n', ''],
  ['answers are kept too long', '    this.answers.clear();\n', ''],
  ['answers that are files', "(answer.type === 'file' || this", '(false || this'],
  ['scopes with aliases', '|| this.#bare.hasAliases(scope)))', '))'],
  ['names of members', 'ofNames && this.#bare.isMember(scope, name) : true', 'false : true'],
  ['answers that led nowhere', ': true;\n  }\n\n  resolve', ': false;\n  }\n\n  resolve'],
  ['imports from the root', 'return { ...found, on };', 'return found;'],
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
  [
    'style sheets without a dot that lead to packages',
    "on: fact.kind === 'style' ? 'any names' : 'some names'",
    "on: 'some names'",
  ],
);

const others = [
  ...of(
    'host/modules/folderNames.ts',
    [
      'ignored folders',
      'kind === nameKind.closedFolder || kind === nameKind.link',
      'kind === nameKind.link',
    ],
    ['what is in a folder that came', '    this.#touchBelow(path, changes);\n  }\n\n', '  }\n\n'],
    [
      'what was in a folder that went',
      'if (kind === nameKind.folder) this.#drop(path, changes);',
      '',
    ],
  ),
  ...of(
    'host/modules/installed.ts',
    ['types that are installed', '${this.#nearest(scope, typesOf(name))}', ''],
    [
      'what is installed above the workspace',
      'for (const folder of this.#above) {',
      'for (const folder of []) {',
    ],
    ['what is installed in a package', "if (folder === '') break;\n    }", 'break;\n    }'],
    ['answers of before and after', 'this.#isMixed = true;', 'void 0;'],
    ['what is behind a link', "${this.#look(join(modules, name, 'package.json'))}", ''],
    ['files that answers are', '!looks.isThere(answer.path)', 'false'],
  ),
  ...of(
    'host/modules/extendedFiles.ts',
    ['paths to what is extended', '/^\\.{1,2}(?:\\/|$)/.test(one)', 'one'],
    [
      'endings of what is extended',
      "target.endsWith('.json') ? target : `${target}.json`",
      'true ? target : target',
    ],
    ['what an extended file extends', '        waiting.push(file);\n', ''],
  ),
  ...of(
    'host/modules/workspacePackages.ts',
    ['names of members are forgotten', '    this.#byName = undefined;\n', ''],
    ['packages by folder are forgotten', '    this.#byFolder.clear();\n', ''],
  ),
  ...of(
    'host/modules/moduleTable.ts',
    [
      'numbers that others still lead to',
      '    this.#left.push(id);\n',
      '    this.#free.push(id);\n',
    ],
    ['equal targets', 'targets.every((target, at) => target === old[at])', 'true'],
    [
      'what a file was read as, after it changed',
      '(isSettled && signature ? settledFlag : 0)',
      'settledFlag',
    ],
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
    [
      'answers of before the rules changed',
      'this.resolver.installed.load(installed.entries());',
      '',
    ],
  ),
  ...of(
    'host/modules/keeping.ts',
    [
      'answers are kept',
      'for (const [key, answer] of found.head.answers)',
      'for (const [key, answer] of [] as typeof found.head.answers)',
    ],
    ['what was installed is kept', '  state.resolver.installed.load(found.head.installed);\n', ''],
    [
      'by which rules',
      'state.stamps = { rules, ignore };',
      'state.takeStamps(0);\n  void [rules, ignore];',
    ],
  ),
  ...of('host/modules/snapshot.ts', [
    'what imports depend on is kept',
    'flags[index] = state.flags;',
    'flags[index] = state.flags & 3;',
  ]),
  ...of('modules/resolve/relative.ts', [
    'files before folders that are not known',
    "if (state === 'unknown') return askOutside;\n  return",
    "if (state === 'unknown') return absent;\n  return",
  ]),
];

/** See the file's comment. */
export const breaks: readonly PlantedBreak[] = [
  ...influence,
  ...looking,
  ...run,
  ...resolver,
  ...others,
];
