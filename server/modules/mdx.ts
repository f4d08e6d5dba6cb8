/**
 * The scripts in MDX: a paragraph that begins a line with `import` or `export` is code up to the next blank line, all else is text.
 *
 *     import { Card } from './Card.tsx'
 *
 *     # Title
 *
 * @see https://mdxjs.com/docs/what-is-mdx/#esm
 */
import type { ComponentBlock, ComponentParts } from './components.ts';
import { markupImports } from './markup.ts';
import { parseScriptFacts } from './scriptFacts.ts';
import type { ScriptParser } from './scriptParser.ts';
import type { Span } from './syntaxPath.ts';

const frontmatter = /^(---|\+\+\+)[^\S\n]*\n(?:[\s\S]*?\n)??\1[^\S\n]*(?:\n|$)/;
/** Also in lists and quotes. */
const fence = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*(`{3,}(?=[^`]*$)|~{3,})/;
const comment = /^[ \t]*(?:\{\/\*|<!--)/;
const scriptStart = /^(?:import|export) /;
const blankLine = /\n[ \t\r]*(?:\n|$)/g;
/** What may stand right above a paragraph. */
const betweenParagraphs = /^(?:\s*$|#{1,6}\s)/;
/** A script may have so many blank lines in it. */
const blankLinesMax = 20;
/** Behind so many sentences that begin as scripts do, none is tried: each may take as many attempts. */
const sentencesMax = 50;

/** Finds the scripts, in the order of the file. */
export function mdxParts(text: string, parser: ScriptParser): ComponentParts {
  const blocks: ComponentBlock[] = [];
  const markup: Span[] = [];
  let mayBegin = true;
  let sentences = 0;
  let at = frontmatter.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    const line = lineAt(text, at);
    const skipped = endOfSkipped(text, at, line);
    const mayBeScript: boolean = skipped === at && mayBegin && sentences < sentencesMax;
    const isScript = mayBeScript && scriptStart.test(line);
    const end: number = isScript ? endOfScript(text, at, parser) : skipped;
    mayBegin = end > at || betweenParagraphs.test(line);
    if (isScript && end > at) blocks.push({ type: 'script', language: 'jsx', start: at, end });
    else if (isScript) sentences++;
    if (end === at) markup.push({ start: at, end: at + line.length });
    at = end > at ? end : at + line.length + 1;
  }
  return { blocks, mentions: markupImports(text, markup, 'mdx') };
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.slice(at) : text.slice(at, end);
}

/** @returns where the line begins that follows the code or the comment that begins here; `at` where none does */
function endOfSkipped(text: string, at: number, line: string): number {
  const mark = fence.exec(line)?.[1];
  if (mark !== undefined) {
    const close = new RegExp(`\\n[ \\t>]*${mark[0]}{${mark.length},}[ \\t\\r]*(?=\\n|$)`, 'g');
    close.lastIndex = at;
    return close.test(text) ? nextLine(text, close.lastIndex) : text.length;
  }
  if (!comment.test(line)) return at;
  const end = text.indexOf(line.trimStart().startsWith('<') ? '-->' : '*/', at);
  return end < 0 ? text.length : nextLine(text, end);
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** @returns its end; `at` where it is a sentence that begins with such a word */
function endOfScript(text: string, at: number, parser: ScriptParser): number {
  const search = new RegExp(blankLine);
  search.lastIndex = at;
  for (let tries = 0; tries < blankLinesMax; tries++) {
    const end = search.exec(text)?.index ?? text.length;
    const part = text.slice(at, end);
    const { problems } = parseScriptFacts(parser, part, 'jsx');
    if (problems.length === 0) return end;
    // What is not complete yet may go on behind the blank line.
    if (end === text.length || problems.every((one) => one.end < part.trimEnd().length)) return at;
  }
  return at;
}
