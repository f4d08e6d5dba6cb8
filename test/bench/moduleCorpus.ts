// Real sources to analyse: the published files of several large libraries, unpacked once into the user's cache folder.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userCacheFolder } from '../support/installPackages.ts';

/** About this many modules. */
export type CorpusSize = 'small' | '10000' | '50000';

const small = ['rxjs@7.8.1', 'effect@3.10.15'];
const middle = [
  ...small,
  'three@0.170.0',
  'antd@5.22.2',
  '@tensorflow/tfjs-core@4.22.0',
  'lodash-es@4.17.21',
];
const corpora: Readonly<Record<CorpusSize, readonly string[]>> = {
  small,
  '10000': middle,
  '50000': [
    ...middle,
    ...['date-fns@4.1.0', 'core-js@3.39.0', '@fluentui/react@8.122.0'],
    '@mui/icons-material@6.1.9',
  ],
};

/**
 * Unpacks the sources, unless they are there.
 *
 * @returns absolute path of their folder
 * @throws Error where there is no such corpus, or where npm or tar fails
 */
export function corpus(size: CorpusSize): string {
  if (!Object.hasOwn(corpora, size))
    throw new Error(`--files may be ${Object.keys(corpora).join(', ')}, not ${size}.`);
  const folder = join(userCacheFolder(), 'bench-corpus', `${size}-1`);
  const stamp = join(userCacheFolder(), 'bench-corpus', `${size}-1.done`);
  if (existsSync(stamp)) return folder;
  rmSync(folder, { recursive: true, force: true });
  const packs = join(folder, 'packs');
  mkdirSync(packs, { recursive: true });
  const specs = corpora[size];
  console.log(`Unpacking ${specs.join(', ')} into ${folder}`);
  execFileSync('npm', ['pack', '--silent', ...specs], {
    cwd: packs,
    stdio: 'pipe',
    shell: process.platform === 'win32',
  });
  for (const file of readdirSync(packs)) {
    const target = join(folder, file.replace(/-\d[\w.-]*\.tgz$/, ''));
    mkdirSync(target);
    execFileSync('tar', ['-xzf', join(packs, file), '-C', target, '--strip-components', '1']);
  }
  rmSync(packs, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  writeFileSync(stamp, '');
  return folder;
}
