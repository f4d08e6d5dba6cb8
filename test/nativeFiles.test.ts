// Native files of other platforms: which packages the lock file has for them, and that nothing is taken that is not what the lock file says.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { copyFile, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { type CleanupScope, makeTempDir } from './support/tempDir.ts';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

interface NativeFiles {
  readonly targets: Readonly<Record<string, readonly string[]>>;
  ownTarget(): string;
  copyNative(target: string, folder: string): Promise<void>;
}
interface Lock {
  readonly packages: Record<string, { version: string; integrity: string }>;
}

// Stands for a platform that is not this one.
const other = process.platform === 'darwin' ? 'linux-arm64-gnu' : 'darwin-arm64';
const otherTarget = process.platform === 'darwin' ? 'linux-arm64' : 'darwin-arm64';
const otherKey = `node_modules/@oxc-resolver/binding-${other}`;

/** The script with a lock file of its own. @param edit changes that */
async function withLock(scope: CleanupScope, edit: (lock: Lock) => void): Promise<NativeFiles> {
  const folder = await makeTempDir(scope);
  await copyFile(join(projectRoot, 'nativeFiles.mjs'), join(folder, 'nativeFiles.mjs'));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const lock: Lock = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8'));
  edit(lock);
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
  return await import(pathToFileURL(join(folder, 'nativeFiles.mjs')).href);
}

const unchanged = (): void => undefined;

test('there is a target for each platform that the Marketplace knows, but the web', async (t) => {
  const { targets, ownTarget } = await withLock(t, unchanged);
  strictEqual(ownTarget() in targets, true);
  const folder = await makeTempDir(t);
  await writeFile(join(folder, 'package.json'), '{}');
  // The packer names all that it knows when it is given another.
  const manifest = { name: 'a', version: '1.0.0', publisher: 'a', engines: { vscode: '^1.100.0' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const error: unknown = await createVSIX({ cwd: folder, target: 'none' }).catch((why) => why);
  const known = /Valid targets: (.*)$/.exec(String(error))?.[1]?.split(', ') ?? [];
  const own = Object.keys(targets).filter((target) => target !== 'universal');
  deepStrictEqual(own.toSorted(), known.filter((target) => target !== 'web').toSorted());
});

test('what a target needs is named in the lock file, with what it must be', async (t) => {
  const packages: Lock['packages'] = {};
  const { targets } = await withLock(t, (lock) => Object.assign(packages, lock.packages));
  for (const ending of Object.values(targets).flat()) {
    for (const scope of ['@oxc-parser', '@oxc-resolver']) {
      const { version, integrity } = packages[`node_modules/${scope}/binding-${ending}`] ?? {};
      const loader = packages[`node_modules/${scope.slice(1)}`];
      strictEqual(version, loader?.version, `${scope} ${ending}`);
      strictEqual(integrity?.startsWith('sha512-'), true, `${scope} ${ending}`);
    }
  }
});

test('nothing is taken that is not what the lock file says', async (t) => {
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const { copyNative } = await withLock(t, ({ packages }) => {
    Object.assign(packages[otherKey] ?? {}, { integrity });
  });
  const folder = await makeTempDir(t);
  await rejects(copyNative(otherTarget, folder), ({ message }: Error) => {
    // Where the registry does not have it at all, that is said instead.
    const why = message.replace(/^The package for \S+ cannot be made\. @oxc-resolver\/\S+ /, '');
    return (
      why.startsWith('is not what package-lock.json says: it has sha512-') ||
      why.startsWith('is not to be had: ')
    );
  });
  deepStrictEqual(await readdir(folder), []);
});

test('a package that is not to be had is named', async (t) => {
  const { copyNative } = await withLock(t, ({ packages }) => {
    Object.assign(packages[otherKey] ?? {}, { version: '0.0.0-none' });
  });
  await rejects(copyNative(otherTarget, await makeTempDir(t)), {
    message: new RegExp(
      `^The package for ${otherTarget} cannot be made\\. @oxc-resolver/binding-${other}@0\\.0\\.0-none is not to be had: .+`,
    ),
  });
  await rejects(copyNative('linux-none', await makeTempDir(t)), {
    message: /^There is no target linux-none: it is one of win32-x64, /,
  });
});
