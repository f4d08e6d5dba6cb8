// What is in the packed extension: that it holds what VS Code loads and people read, and nothing else.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { makeTempDir } from '../support/tempDir.ts';
import { packExtension } from '../support/vscodeHost/stage.ts';

const maxBytes = 1_500_000;

// Folders by what may be in them.
const expected = [
  /^\[Content_Types\]\.xml$|^extension\.vsixmanifest$/,
  /^extension\/(package|package\.nls(\.[\w-]+)?)\.json$/,
  /^extension\/(readme|changelog|support)\.md$|^extension\/LICENSE(\.txt)?$/i,
  /^extension\/dist\/(client|protocolClient|server|\w+\.worker)\.js$/,
  // The command line, which serves tools to language models.
  /^extension\/dist\/cli(\.app)?\.js$/,
  /^extension\/dist\/cachescope\.schema\.json$/,
  /^extension\/dist\/webview\/\w+(\.worker)?\.(js|css)$/,
  /^extension\/(media|l10n)\/([\w-]+\/)?[\w.-]+\.(svg|png|md|json)$/,
  // The sample workspace that the walkthrough opens.
  /^extension\/dist\/sample\//,
];

// Python is there wherever the host's native parts are built, and reads zip files.
async function filesOf(archive: string): Promise<string[]> {
  const script = 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))';
  const { stdout } = await promisify(execFile)('python3', ['-c', script, archive]);
  return stdout.trim().split('\n');
}

test('the packed extension holds what ships, and is small', async (t) => {
  const file = await packExtension(await makeTempDir(t));
  const names = await filesOf(file);
  const others = names.filter((name) => !expected.some((pattern) => pattern.test(name)));
  deepStrictEqual(others, [], 'files that should not ship');
  for (const pattern of expected) {
    ok(
      names.some((name) => pattern.test(name)),
      `nothing that is like ${pattern}`,
    );
  }
  const { size } = await stat(file);
  t.diagnostic(`cachescope.vsix: ${names.length} files, ${(size / 1024).toFixed(0)} kB`);
  ok(size < maxBytes, `${size} bytes`);
  strictEqual((await readFile(file)).subarray(0, 2).toString(), 'PK');
});
