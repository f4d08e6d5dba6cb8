// A small tree of files as one string, so that a test shows everything it depends on:
//
//   //- package.json
//   { "name": "web" }
//   //- src/main.ts
//   import './other.ts';
//
// A file is what stands between its header and the next one. The indentation that all lines of the
// fixture share is taken off, so a fixture may be indented with the code around it.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';

const header = /^\/\/- (?<path>\S.*?)\s*$/;

/**
 * Takes a fixture apart.
 *
 * @returns path, relative and with `/`, to content; content ends with a line feed unless it is empty
 * @throws Error if text stands before the first header, a path leaves the folder or comes twice
 */
export function parseFixture(text: string): Map<string, string> {
  const files = new Map<string, string>();
  let path: string | undefined;
  for (const line of withoutIndent(text)) {
    const next = header.exec(line)?.groups?.path;
    if (next !== undefined) {
      path = checkedPath(next, files);
      files.set(path, '');
    } else if (path !== undefined) {
      files.set(path, `${files.get(path) ?? ''}${line}\n`);
    } else if (line !== '') {
      throw new Error(`a fixture starts with a line "//- path", not with: ${line}`);
    }
  }
  return files;
}

/**
 * Writes a fixture's files below a folder; folders are made as needed.
 *
 * @returns the files written, as `parseFixture` gives them
 */
export async function writeFixture(folder: string, text: string): Promise<Map<string, string>> {
  const files = parseFixture(text);
  for (const [path, content] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  return files;
}

function checkedPath(path: string, files: ReadonlyMap<string, string>): string {
  if (posix.isAbsolute(path) || path !== posix.normalize(path) || path.startsWith('..')) {
    throw new Error(`a fixture's path is relative, plain and inside its folder, not: ${path}`);
  }
  if (files.has(path)) throw new Error(`the fixture has two files called ${path}`);
  return path;
}

// The last line is what stands before the closing quote: it belongs to the code around the fixture.
function withoutIndent(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1)?.trim() === '') lines.pop();
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return lines.map((line) => line.slice(shared));
}
