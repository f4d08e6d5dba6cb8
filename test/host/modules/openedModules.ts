// Small workspaces on disk, and where their imports lead, as text.

import { ok } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { patternsOf } from '../../../server/engine/config/workspacePatterns.ts';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import {
  type Modules,
  type ModulesOptions,
  openModules,
} from '../../../server/host/modules/analysis.ts';
import { makeTempDir } from '../../support/tempDir.ts';

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** Writes files, with their folders. */
export function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Modules of a workspace with these files; closed when the test ends. */
export async function open(
  t: TestContext,
  files: Files,
  options: Partial<ModulesOptions> = {},
): Promise<{ root: string; modules: Modules }> {
  const root = options.root ?? (await makeTempDir(t));
  write(root, files);
  const modules = await openModules({ root, threads: 1, patterns: patternsOf, ...options });
  t.after(() => modules.close());
  return { root, modules };
}

/** `specifier -> where`, in the order of the file. */
export function leads(modules: Modules, path: string): readonly string[] {
  const record = modules.records().get(path as RelativePath);
  ok(record, `${path} is no module`);
  return record.resolutions.map((resolution, index) => {
    const where =
      resolution.type === 'file'
        ? resolution.path
        : resolution.type === 'files'
          ? `[${resolution.paths.join(' ')}]`
          : resolution.type === 'unresolved'
            ? `(${resolution.reason})`
            : `${resolution.type} ${resolution.name}`;
    return `${record.facts.imports[index]?.specifier} -> ${where}`;
  });
}

/** A script that imports these. */
export function imports(...names: readonly string[]): string {
  return names.map((name) => `import '${name}';`).join('\n');
}
