/**
 * Patterns of the files that a script may mean where it puts a path together, as bundlers read it:
 *
 *     import(`./lang/${name}.ts`)              ./lang/*.ts
 *     require('./lang/' + name)                ./lang/*
 *     require.context('./pages', true, /x$/)   what lies in a folder, see `contextPattern`
 *
 * @see https://github.com/rollup/plugins/tree/master/packages/dynamic-import-vars
 * @see https://webpack.js.org/guides/dependency-management/#requirecontext
 */
import type { ScriptLanguage } from './kinds.ts';
import { aliases } from './resolve/extensions.ts';
import { packageOf } from './resolve/specifiers.ts';
import { plainParser } from './scriptParser.ts';

const sourceMax = 4096;
const mayBePath = /^[\s(]*["'`][.@#~$][\s\S]*(?:\$\{|\+)/;
/** What is not known stands for a name, or a part of one, within one folder. */
const hole = '*';

/**
 * Something has to be known beside the folder that all begins with, or everything in it would be meant.
 * @param source of an expression that is no literal
 * @returns undefined: it is no path of ours
 */
export function patternOf(source: string, language: ScriptLanguage): string | undefined {
  if (source.length > sourceMax || !mayBePath.test(source)) return undefined;
  const { body, errors } = plainParser.parse(`(${source})`, language, 'module');
  const expression = errors.length === 0 ? body[0]?.expression : undefined;
  const parts = expression ? partsOf(expression) : [];
  const ofNames = parts.filter((part, at) => part !== hole || parts[at - 1] !== hole);
  // `./a.js?${now}` is one file that is loaded anew.
  const pattern = ofNames.join('').replace(/\\\?.*/s, '');
  const isPath = /^(?:\.{1,2}\/|[@#~$][\w-]*\/)/.test(pattern) && packageOf(pattern) === undefined;
  const name = pattern.replace(/^(?:(?:\.{1,2}\/)+|[@~]\/)/, '');
  if (!isPath || !/[^*/.]/.test(name) || pattern.includes('\n')) return undefined;
  // In TypeScript, a script is named that will be built of a source.
  return language === 'jsx' ? pattern : withSources(pattern);
}

/** What texts are put together of, as the plain tree has it. */
interface TextNode {
  readonly type: string;
  readonly value?: unknown;
  readonly operator?: string;
  readonly left?: TextNode;
  readonly right?: TextNode;
  readonly expression?: TextNode;
  readonly quasis?: readonly { readonly value: { readonly cooked: string | null } }[];
}

/** Texts, ready to stand in a pattern, and holes. */
function partsOf({ type, value, operator, left, right, expression, quasis }: TextNode): string[] {
  if (type === 'ParenthesizedExpression' && expression) return partsOf(expression);
  if (type === 'BinaryExpression' && operator === '+' && left && right)
    return [...partsOf(left), ...partsOf(right)];
  if (type === 'TemplateLiteral')
    return (quasis ?? [])
      .flatMap(({ value: { cooked } }) => [hole, escaped(cooked ?? '')])
      .slice(1)
      .filter((part) => part !== '');
  return [type === 'Literal' && typeof value === 'string' ? escaped(value) : hole];
}

function escaped(text: string): string {
  return text.replace(/[*?[\]{}()\\]/g, '\\$&');
}

function withSources(pattern: string): string {
  const ending = /\.[mc]?jsx?$/.exec(pattern)?.[0] ?? '';
  const others = (aliases.ts[ending] ?? []).filter((one) => one !== ending && !/^\.d\./.test(one));
  if (others.length === 0) return pattern;
  const endings = [ending, ...others].map((one) => one.slice(1));
  return `${pattern.slice(0, -ending.length)}.{${endings.join(',')}}`;
}

/** Scripts: what is meant where a regular expression says more than an ending. */
const anyScript = '.{js,jsx,mjs,cjs,ts,tsx,mts,cts}';
/** `\.tsx?$`, `\.(?:js|ts)$`, `\.[jt]s$`: whatever stands before it leaves files out, and none in. */
const plainEnding = /^\/([^|]*?)((?:\\\.(?:(?:[\w-]|\((?:\?:)?[\w|]+\)|\[\w+\])\??)+)+)\$\/[a-z]*$/;

/**
 * What `require.context` means.
 * @param folder as it is written, without quotes
 * @param isDeep whether folders below it are meant, too
 * @param test source of the regular expression that paths are tested with; undefined: all are meant
 * @returns undefined: it is no folder of ours
 */
export function contextPattern(
  folder: string,
  isDeep: boolean,
  test: string | undefined,
): string | undefined {
  const isOurs = /^(?:\.{1,2}|[@#~$][\w-]*)(?:\/|$)/.test(folder);
  if (!isOurs || packageOf(folder) !== undefined || folder.includes('\n')) return undefined;
  const ending = test === undefined ? '' : endingOf(test);
  return `${escaped(folder.replace(/\/+$/, ''))}${isDeep ? '/**' : ''}/*${ending}`;
}

function endingOf(test: string): string {
  const [, , ending] = plainEnding.exec(test) ?? [];
  if (ending === undefined) return anyScript;
  return ending
    .replace(/\((?:\?:)?([\w|]+)\)/g, (_all, names: string) => `{${names.replaceAll('|', ',')}}`)
    .replace(/(\{[^}]*\}|\[\w+\]|[\w-])\?/g, '{$1,}')
    .replaceAll('\\.', '.');
}
