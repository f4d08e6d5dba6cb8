// Real sources to analyse: what several large libraries publish, unpacked once into the user's cache folder.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userCacheFolder } from '../support/installPackages.ts';

/** About this many modules: `10000` of what people wrote alone; the others are whole packages, i.e. what builds wrote, large bundles among it. `packages` are 10,000 modules, too. */
export type CorpusSize = 'small' | '10000' | '50000' | 'packages';

const small = ['rxjs@7.8.1', 'effect@3.10.15'];
const middle = [
  ...small,
  'three@0.170.0',
  'antd@5.22.2',
  '@tensorflow/tfjs-core@4.22.0',
  'lodash-es@4.17.21',
];
/** These publish what they were built from, too. */
const withSources = [
  ...['thirdweb@5.121.6', 'viem@2.21.0', 'ox@1.8.3', '@coinbase/onchainkit@1.1.3'],
  ...['tldraw@5.4.2', '@tldraw/editor@5.5.2', 'react-native-reanimated@4.7.1', 'zod@4.6.7'],
  ...['@blueprintjs/core@6.20.0', 'effect@3.10.15', 'rxjs@7.8.1', 'three@0.170.0'],
  ...['native-base@3.4.28', '@wagmi/core@3.6.5'],
];
const builtFolders = new Set(['_cjs', '_esm', '_types']);

const corpora: Readonly<Record<CorpusSize, readonly string[]>> = {
  small,
  '10000': withSources,
  '50000': [
    ...middle,
    ...['date-fns@4.1.0', 'core-js@3.39.0', '@fluentui/react@8.122.0'],
    '@mui/icons-material@6.1.9',
  ],
  packages: middle,
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
  const folder = join(userCacheFolder(), 'bench-corpus', `${size}-2`);
  const stamp = join(userCacheFolder(), 'bench-corpus', `${size}-2.done`);
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
  if (size === '10000') leaveSources(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  writeFileSync(stamp, '');
  return folder;
}

/** Leaves of each package the folder of its sources; where it has none of that name, all that no build wrote. */
function leaveSources(folder: string): void {
  for (const name of readdirSync(folder)) {
    const inPackage = readdirSync(join(folder, name), { withFileTypes: true });
    const hasOne = inPackage.some((entry) => entry.name === 'src');
    for (const entry of inPackage) {
      const isKept = hasOne ? entry.name === 'src' : !builtFolders.has(entry.name);
      if (entry.isDirectory() && !isKept)
        rmSync(join(folder, name, entry.name), { recursive: true });
    }
  }
}
