/**
 * Facts of one file, from its text alone.
 *
 *     parseFacts('src/app.ts', "import { a } from './a'").imports[0].specifier === './a'
 */

import { componentParts } from './components.ts';
import { type ComponentSyntax, kindOf } from './kinds.ts';
import { mdxParts } from './mdx.ts';
import type { ExportFact, ImportFact, ModuleFacts, ModuleProblem } from './model.ts';
import { parseScriptFacts } from './scriptFacts.ts';
import { plainParser, type ScriptParser } from './scriptParser.ts';
import { parseStyle } from './styleFacts.ts';

/** Raised when the same text may give other facts: those that were kept are then not used. */
export const factsVersion = '11';

/**
 * Reads a module. Never throws for what is in it: what is wrong becomes a problem beside what could be read.
 * @param path decides by its ending how the text is read
 * @param text as editors show it; a byte order mark at the start counts for nothing
 */
export function parseFacts(
  path: string,
  text: string,
  parser: ScriptParser = plainParser,
): ModuleFacts {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const kind = kindOf(path);
  switch (kind?.type) {
    case undefined:
    case 'data':
      return { imports: [], exports: [], problems: [] };
    case 'script':
      return parseScriptFacts(parser, source, kind.language);
    case 'style':
      return { imports: parseStyle(source, kind.syntax), exports: [], problems: [] };
    case 'component':
      return componentFacts(source, kind.syntax, parser);
  }
}

function componentFacts(text: string, syntax: ComponentSyntax, parser: ScriptParser): ModuleFacts {
  const { blocks, mentions } =
    syntax === 'mdx' ? mdxParts(text, parser) : componentParts(text, syntax);
  const imports: ImportFact[] = [...mentions];
  // Whoever imports the file gets the component; its scripts' own exports, where it has some, are beside it.
  const exports: ExportFact[] = [{ name: 'default', isType: false, start: 0, end: 0 }];
  const problems: ModuleProblem[] = [];
  for (const block of blocks) {
    const part = text.slice(block.start, block.end);
    if (block.type === 'style') {
      imports.push(...parseStyle(part, block.syntax, block.start));
      continue;
    }
    const facts = parseScriptFacts(parser, part, block.language);
    const before = imports.length;
    imports.push(...facts.imports.map((one) => shifted(one, block.start)));
    for (const one of facts.exports)
      if (one.name !== 'default')
        exports.push({
          ...shifted(one, block.start),
          ...(one.from !== undefined && { from: one.from + before }),
        });
    problems.push(...facts.problems.map((one) => shifted(one, block.start)));
  }
  return { imports, exports, problems };
}

function shifted<T extends { readonly start: number; readonly end: number }>(
  one: T,
  by: number,
): T {
  return { ...one, start: one.start + by, end: one.end + by };
}
