// What is in the packed extension: that it holds what VS Code loads and people read, and nothing else.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { makeTempDir } from '../support/tempDir.ts';
import { packExtension } from '../support/vscodeHost/stage.ts';

// Packed, without what is native and with it.
const ownBytesMax = 1_000_000;
const bytesMax = 3_500_000;

// Folders by what may be in them.
const expected = [
  /^\[Content_Types\]\.xml$|^extension\.vsixmanifest$/,
  /^extension\/(package|package\.nls(\.[\w-]+)?)\.json$/,
  /^extension\/(readme|changelog|support)\.md$|^extension\/LICENSE(\.txt)?$/i,
  /^extension\/dist\/(client|protocolClient|server|modules|\w+\.worker)\.js$/,
  // The command line, which serves tools to language models.
  /^extension\/dist\/cli(\.app)?\.js$/,
  /^extension\/dist\/cachescope\.schema\.json$/,
  // The parser and the resolver of modules, for this platform.
  /^extension\/dist\/node_modules\/(oxc-(parser|resolver)|@oxc-(parser|resolver)\/binding-[\w-]+)\/([\w.-]+\/)*[\w.-]+$/,
  /^extension\/dist\/webview\/\w+(\.worker)?\.(js|css)$/,
  /^extension\/(media|l10n)\/([\w-]+\/)?[\w.-]+\.(svg|png|md|json)$/,
  // The sample workspace that the walkthrough opens.
  /^extension\/dist\/sample\//,
];

// Python is there wherever the host's native parts are built, and reads zip files.
async function filesOf(archive: string): Promise<Map<string, number>> {
  const list =
    'json.dumps([(f.filename, f.compress_size) for f in zipfile.ZipFile(sys.argv[1]).infolist()])';
  const script = `import json, sys, zipfile; print(${list})`;
  const { stdout } = await promisify(execFile)('python3', ['-c', script, archive]);
  return new Map(JSON.parse(stdout));
}

test('the packed extension holds what ships, and is small', async (t) => {
  const file = await packExtension(await makeTempDir(t));
  const files = await filesOf(file);
  const names = [...files.keys()];
  const others = names.filter((name) => !expected.some((pattern) => pattern.test(name)));
  deepStrictEqual(others, [], 'files that should not ship');
  for (const pattern of expected) {
    ok(
      names.some((name) => pattern.test(name)),
      `nothing that is like ${pattern}`,
    );
  }
  const { size } = await stat(file);
  const own = [...files].filter(([name]) => !name.includes('/node_modules/'));
  const ownSize = own.reduce((sum, [, bytes]) => sum + bytes, 0);
  const [all, without] = [size, ownSize].map((bytes) => `${(bytes / 1024).toFixed(0)} kB`);
  t.diagnostic(`cachescope.vsix: ${names.length} files, ${all}, ${without} without what is native`);
  ok(ownSize < ownBytesMax, `${ownSize} bytes`);
  ok(size < bytesMax, `${size} bytes`);
  strictEqual((await readFile(file)).subarray(0, 2).toString(), 'PK');
});
