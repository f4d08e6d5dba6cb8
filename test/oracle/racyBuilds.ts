// The edits of racy.ts that a command makes to its own input while a build runs it, after it read the input. What it wrote then belongs
// to bytes that are gone, so it must run again, and what the build leaves must be made from what is there.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { action, actionMap } from '../support/engine/actions.ts';
import { buildRequest, openPorts } from '../support/engine/testEngine.ts';
import type { RacyPart } from './racyFolder.ts';
import type { Random } from './random.ts';

/** Rewrites of the file `in` to what the file `next` holds, as shell. */
const rewrites: Readonly<Record<string, string>> = {
  inPlace: 'cat next >in; rm next',
  renamedOver: 'mv next in',
  restoringTime: 'touch -r in ref; cat next >in; touch -r ref in; rm next ref',
};

/**
 * Makes so many edits, with a build each.
 * @param root an empty folder
 */
export async function racyBuilds(root: string, random: Random, edits: number): Promise<RacyPart> {
  const missed: string[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const name = random.pick(Object.keys(rewrites));
    const next = random.next().toFixed(9);
    writeFileSync(join(root, 'in'), random.next().toFixed(9));
    writeFileSync(join(root, 'next'), next);
    await build(root, rewrites[name] ?? '');
    if (readFileSync(join(root, 'out'), 'latin1') !== next) missed.push(`${name}, in a build`);
  }
  return { missed, sameSignature: 0 };
}

async function build(root: string, rewrite: string): Promise<void> {
  const ports = openPorts(root);
  try {
    const script = `cat in >out; if [ -f next ]; then ${rewrite}; fi`;
    const copy = action({ id: 'copy#build', script, inputs: ['in'], outputs: ['out'] });
    await ports.engine(actionMap([copy])).build(buildRequest([copy.id]));
  } finally {
    await ports.close();
  }
}
