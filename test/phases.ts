// Runs scripts of package.json one after the other, and says how long each took.
//
//   node test/phases.ts lint typecheck build test:unit
//
// `npm test` is this line, so that a contributor and a server run the same steps, and both see which
// one is slow. The timings come before the last step, which keeps the last word.

import { spawnSync } from 'node:child_process';

const timings: string[] = [];

for (const [index, name] of process.argv.slice(2).entries()) {
  if (index === process.argv.length - 3) console.log(`== timing: ${timings.join(', ')}`);
  console.log(`== ${name}`);
  const start = performance.now();
  const { status, error } = spawnSync('npm', ['run', '--silent', name], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  timings.push(`${name} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (status !== 0) {
    console.error(`== ${name} failed${error ? `: ${error.message}` : ''}`);
    process.exit(1);
  }
}
