// The rules about what is in a file: words that are banned, each with what to use instead, comments
// that must be there, and files that nothing uses.

import type { Problem } from './importTable.ts';
import { lineAt, reachableFrom, type SourceFile, type SourceTree } from './sourceTree.ts';

interface Ban {
  readonly pattern: RegExp;
  readonly use: string;
  /** Where it holds. */
  readonly paths: RegExp;
  readonly except?: RegExp;
  /** Whether it is about what comments say, and not about code. */
  readonly isInComments?: boolean;
}

const all = /./;
const pureCode = /^server\/(engine|modules|profiles|protocol)\//;
const tests = /^test\//;

const bans: readonly Ban[] = [
  {
    pattern: /:\s*any\b(?!\s*\()|\bas\s+any\b|<any\b|\bany\[\]/g,
    use: 'unknown, and narrow it, or name the type',
    paths: all,
  },
  {
    pattern: /\bconsole\s*\./g,
    use: 'an EngineEvent, or the output that was passed in',
    paths: /^(client|server|webview)\//,
    except: /^server\/cli\//,
  },
  {
    pattern: /\bDate\.now\s*\(|\bperformance\.now\s*\(|\bnew\s+Date\s*\(\s*\)/g,
    use: 'the clock port',
    paths: pureCode,
  },
  {
    pattern: /\bMath\.random\s*\(|\bcrypto\.random\w+\s*\(/g,
    use: 'a port, so that a test can repeat the run',
    paths: pureCode,
  },
  {
    pattern: /\bset(?:Timeout|Interval|Immediate)\s*\(/g,
    use: 'the clock port',
    paths: pureCode,
  },
  {
    pattern: /\b(?:TODO|FIXME)\b/g,
    use: 'doing it now, or the issue tracker',
    paths: all,
    except: /^test\/support\/tidy\//,
    isInComments: true,
  },
  {
    pattern: /@ts-(?:ignore|nocheck)\b/g,
    use: 'a type that is right, or @ts-expect-error with the reason',
    paths: all,
    except: /^test\/support\/tidy\//,
    isInComments: true,
  },
  {
    pattern: /\.only\s*\(|\bonly:\s*true\b/g,
    use: 'npm run test:unit -- <words> to run some of the tests',
    paths: tests,
  },
  {
    pattern: /\bsetTimeout\s*\(/g,
    use: 'something to wait for that the test itself finishes, see test/support',
    paths: tests,
    except: /^test\/(support|bench|workspaces)\//,
  },
];

/** Finds what the ban list has, and errors that are caught and then forgotten. */
export function bannedWordProblems(tree: SourceTree): Problem[] {
  const problems: Problem[] = [];
  for (const file of tree.values()) {
    for (const { pattern, use, paths, except, isInComments } of bans) {
      if (!paths.test(file.path) || except?.test(file.path)) continue;
      for (const match of (isInComments ? file.text : file.code).matchAll(pattern)) {
        if (isInComments && !isComment(file, match.index)) continue;
        const word = match[0].replace(/\s+/g, ' ');
        problems.push({ place: placeOf(file, match.index), message: `not ${word}: use ${use}` });
      }
    }
    problems.push(...forgottenErrorProblems(file));
  }
  return problems;
}

function isComment(file: SourceFile, index: number): boolean {
  const isInString = ({ start, value }: { start: number; value: string }) =>
    start <= index && index < start + value.length;
  return file.code[index] === ' ' && !file.strings.some(isInString);
}

function forgottenErrorProblems(file: SourceFile): Problem[] {
  const problems: Problem[] = [];
  for (const match of file.code.matchAll(/\bcatch\s*(?:\(\s*(\w+)[^)]*\)\s*)?\{/g)) {
    const start = match.index + match[0].length;
    const body = blockAt(file.code, start);
    const name = match[1];
    const isUsed = name === undefined || new RegExp(`\\b${name}\\b`).test(body);
    // A comment is invisible in the code: it makes the block's text other than blank.
    const isExplained = file.text.slice(start, start + body.length).trim() !== '';
    const place = placeOf(file, match.index);
    if (!isExplained) {
      problems.push({ place, message: 'an error is caught and forgotten: handle it, or say why' });
    } else if (!isUsed) {
      const message = `${name} is caught and not used: write "catch {" and say why, or use it`;
      problems.push({ place, message });
    }
  }
  return problems;
}

// The code from just behind an opening brace to the one that closes it.
function blockAt(code: string, start: number): string {
  let depth = 1;
  let end = start;
  for (; end < code.length && depth > 0; end++) {
    if (code[end] === '{') depth++;
    else if (code[end] === '}') depth--;
  }
  return code.slice(start, end - 1);
}

/** Finds files that say nothing about themselves, and public things of the server that say nothing. */
export function commentProblems(tree: SourceTree): Problem[] {
  const problems: Problem[] = [];
  for (const file of tree.values()) {
    if (!/^(?:#![^\n]*\n)?\s*(?:\/\/(?!\s*(?:biome-|@ts-))|\/\*)/.test(file.text)) {
      const message = 'starts without a comment: say first what this file is and why it exists';
      problems.push({ place: `${file.path}:1`, message });
    }
    if (file.path.startsWith('server/')) problems.push(...undocumentedProblems(file));
  }
  return problems;
}

const exported =
  /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\b\s*\*?|interface|type|class)\s+([\w$]+)/gm;

function undocumentedProblems(file: SourceFile): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const match of file.code.matchAll(exported)) {
    const name = match[2] ?? '';
    // Of several overloads, the first has the comment.
    if (seen.has(name)) continue;
    seen.add(name);
    const before = file.text.slice(0, match.index).trimEnd();
    const isDocumented =
      before.endsWith('*/') && before.startsWith('/**', before.lastIndexOf('/*'));
    if (isDocumented) continue;
    const kind = (match[1] ?? '').replace(/\W/g, '');
    const message = `exported ${kind} ${name} has no /** comment */: say what it is, in which units, and how it fails`;
    problems.push({ place: placeOf(file, match.index), message });
  }
  return problems;
}

/**
 * Finds source files that no entry reaches.
 *
 * @param entries files that something outside of the sources starts, besides workers and tests
 */
export function deadFileProblems(tree: SourceTree, entries: readonly string[]): Problem[] {
  const isEntry = (path: string) => /\.worker\.ts$|^test\/.*\.test\.ts$/.test(path);
  const reached = reachableFrom(tree, [...entries, ...[...tree.keys()].filter(isEntry)]);
  return [...tree.keys()]
    .filter((path) => !reached.has(path))
    .map((path) => ({ place: path, message: 'nothing uses this file: use it, or remove it' }));
}

/** Finds where a lockfile names the server that its packages came from. */
export function lockfileProblems(lockfileText: string): Problem[] {
  return [...lockfileText.matchAll(/^\s*"resolved":\s*"\w+:.*$/gm)].map((match) => ({
    place: `package-lock.json:${lineAt(lockfileText, match.index)}`,
    message: `${match[0].trim()}: install with the project's .npmrc, which leaves hosts out`,
  }));
}

function placeOf(file: SourceFile, index: number): string {
  return `${file.path}:${lineAt(file.text, index)}`;
}
