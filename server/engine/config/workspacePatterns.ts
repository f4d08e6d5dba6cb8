/** Which folders hold packages, as package.json (npm, Yarn) or pnpm-workspace.yaml says. */
import { parse as parseYaml } from 'yaml';
import type { RelativePath } from '../model/brand.ts';
import { joinPath, normalizePattern } from '../model/glob.ts';
import type { JsonDocument } from './jsonc.ts';
import type { Reading } from './reading.ts';
import { isObject, ownValue } from './values.ts';

const rootFile = 'package.json' as RelativePath;
const pnpmFile = 'pnpm-workspace.yaml' as RelativePath;
const yamlLengthLimit = 1_000_000;
/** Values that aliases may stand for; catalogs are shared by them. */
const aliasesMax = 100;

/**
 * The patterns as written; none for a single package.
 * @param root the package.json at the root
 */
export function workspacePatterns(
  root: JsonDocument | undefined,
  reading: Reading,
): readonly string[] {
  return patternsIn({ pnpm: reading.text(pnpmFile), manifest: root?.value }, (at, message) =>
    reading.report('error', 'wrong-type', at, message),
  );
}

/** The files that have a list: text of pnpm-workspace.yaml, and what package.json says. */
export interface PatternFiles {
  readonly pnpm: string | undefined;
  readonly manifest: unknown;
}

/** The same where what is wrong is told by somebody else. */
export function patternsOf(files: PatternFiles): readonly string[] {
  return patternsIn(files, () => undefined);
}

/** Of a list in each file, pnpm's counts; its file may be there for its settings alone. */
function patternsIn(
  { pnpm, manifest }: PatternFiles,
  fail: (at: { readonly file: RelativePath; readonly path: string[] }, message: string) => void,
): readonly string[] {
  const inYaml = (message: string): void => fail({ file: pnpmFile, path: [] }, message);
  const listed = pnpm === undefined ? undefined : ownValue(yamlValue(pnpm, inYaml), 'packages');
  if (listed !== undefined) return checkedPatterns(listed, inYaml);
  const entry = ownValue(manifest, 'workspaces');
  if (entry === undefined) return [];
  const list = Array.isArray(entry) ? entry : ownValue(entry, 'packages');
  if (list === undefined && isObject(entry)) return [];
  return checkedPatterns(list, (message) =>
    fail({ file: rootFile, path: ['workspaces'] }, message),
  );
}

function yamlValue(text: string, fail: (message: string) => void): unknown {
  if (text.length > yamlLengthLimit) return fail('The file is too large');
  try {
    // A few lines of aliases can stand for gigabytes. Silent, the parser would keep its errors to itself.
    return parseYaml(text, { maxAliasCount: aliasesMax, logLevel: 'error' }) as unknown;
  } catch (error) {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n', 1);
    return fail(`Not valid YAML: ${why.replace(/:$/, '')}`);
  }
}

function checkedPatterns(list: unknown, fail: (message: string) => void): readonly string[] {
  const texts = Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  if (!Array.isArray(list) || texts.length < list.length)
    fail('Workspaces must be a list of patterns such as "packages/*"');
  const good = texts.filter((text) => text.length > 0 && text.length <= 4096);
  const usable = good.filter(
    (text) => joinPath('', normalizePattern(text.replace(/^!/, ''))) !== undefined,
  );
  if (usable.length < texts.length)
    fail('A pattern of the workspaces is empty, too long or leaves the workspace');
  return usable;
}
