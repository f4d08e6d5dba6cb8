// dependency-cruiser in a process of its own: node cruiser.mjs <node_modules> <root> <out>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, root, out] = process.argv.slice(2);
const main = pathToFileURL(join(modules, 'dependency-cruiser/src/main/index.mjs')).href;
const { cruise } = await import(main);
const started = performance.now();
const { output } = await cruise(['.'], {
  baseDir: root,
  validate: false,
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
});
const wallMs = performance.now() - started;
const lines = output.modules.flatMap(({ source, dependencies }) =>
  dependencies
    .filter(({ couldNotResolve, coreModule }) => !couldNotResolve && !coreModule)
    .map(({ resolved }) => `${source}\t${resolved}`),
);
writeFileSync(out, lines.join('\n'));
console.log(JSON.stringify({ wallMs, modules: output.modules.length, edges: lines.length }));
