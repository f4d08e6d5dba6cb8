/**
 * What a class names in its decorator: Angular's and Stencil's components have their template and their style sheets in files of their own.
 *
 *     @Component({ templateUrl: './app.html', styleUrls: ['./app.scss'] }) export class App {}
 *
 * @see https://angular.dev/guide/components/styling
 */
import type { ScriptLanguage } from './kinds.ts';
import { literalText } from './literals.ts';
import type { ImportFact } from './model.ts';
import { plainParser } from './scriptParser.ts';
import { nameOf, type SyntaxNode } from './syntax.ts';

const mayHave = /@Component\s*\(/;
const named = /\b(?:templateUrl|styleUrls?)\b/;
const properties: ReadonlySet<string> = new Set(['templateUrl', 'styleUrl', 'styleUrls']);

/** @returns addresses, in any order: each is relative to the script, with a dot in front or without */
export function decoratorImports(text: string, language: ScriptLanguage): readonly ImportFact[] {
  const isTyped = language === 'ts' || language === 'tsx';
  if (!isTyped || !text.includes('@Component') || !mayHave.test(text) || !named.test(text))
    return [];
  const found: ImportFact[] = [];
  const add = (node: SyntaxNode): void => {
    const { start, end } = node;
    const specifier = literalText(text.slice(start, end));
    if (specifier) found.push({ kind: 'url', specifier, start, end, names: [] });
  };
  plainParser.parse(text, language, 'module').visit({
    Decorator: ({ expression }) => {
      const [options] =
        expression?.callee?.name === 'Component' ? (expression.arguments ?? []) : [];
      for (const { key, value } of options?.properties ?? [])
        if (properties.has(nameOf(key) ?? '') && value && typeof value === 'object')
          for (const one of value.elements ?? [value]) if (one) add(one);
    },
  });
  return found;
}
