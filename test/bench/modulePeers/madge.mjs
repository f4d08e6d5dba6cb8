// madge in a process of its own: node madge.mjs <node_modules> <root> <out>
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, root, out] = process.argv.slice(2);
const madge = createRequire(join(modules, 'x.js'))('madge');
const started = performance.now();
const result = await madge(root, {
  baseDir: root,
  fileExtensions: ['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts'],
  includeNpm: false,
});
const wallMs = performance.now() - started;
const tree = result.obj();
const lines = Object.entries(tree).flatMap(([from, all]) => all.map((to) => `${from}\t${to}`));
writeFileSync(out, lines.join('\n'));
console.log(JSON.stringify({ wallMs, modules: Object.keys(tree).length, edges: lines.length }));
