// The oracle test by hand:
//
//   node test/oracle/main.ts --scripts 10000 --seed 7      plays scripts until one fails; that one is shrunk and saved
//   node test/oracle/main.ts --replay oracle-123.json      plays a saved script again
//   node test/oracle/main.ts --racy 10000                  edits within one tick of the clock; see racy.ts

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { racyEdits } from './racy.ts';
import type { Script } from './script.ts';
import { playScript, runTrial } from './trial.ts';

const { values } = parseArgs({
  options: {
    scripts: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    replay: { type: 'string' },
    racy: { type: 'string' },
  },
});

async function replay(file: string): Promise<boolean> {
  const script = JSON.parse(await readFile(file, 'utf8')) as Script;
  const { problems } = await playScript(script);
  console.log(problems.length === 0 ? 'all as it must be' : problems.join('\n'));
  return problems.length === 0;
}

async function racy(edits: number, seed: number): Promise<boolean> {
  const { missed, sameSignature, kinds } = await racyEdits({ edits, seed });
  console.log(
    `seed ${seed}, ${edits} edits, ${sameSignature} left the file's times and size as they were, ${missed} missed`,
  );
  for (const kind of kinds) console.log(`missed: ${kind}`);
  return missed === 0;
}

async function trial(scripts: number, seed: number): Promise<boolean> {
  const start = performance.now();
  console.log(`seed ${seed}, ${scripts} scripts`);
  const onProgress = (played: number): void => {
    if (played % 100 === 0)
      console.log(`${played} scripts, ${Math.round((performance.now() - start) / 1000)} s`);
  };
  const { failure, ...counts } = await runTrial({
    scripts,
    seed,
    onProgress,
    folder: process.cwd(),
  });
  console.log(JSON.stringify(counts));
  if (failure) console.log(`${failure.problems.join('\n')}\nsaved: ${failure.file}`);
  return failure === undefined;
}

const seed = Number(values.seed);
const isFine =
  values.replay !== undefined
    ? await replay(values.replay)
    : values.racy !== undefined
      ? await racy(Number(values.racy), seed)
      : await trial(Number(values.scripts), seed);
process.exitCode = isFine ? 0 : 1;
