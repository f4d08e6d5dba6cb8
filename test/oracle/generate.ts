// Makes random scripts. The sizes and weights are chosen so that most builds do a little work and most rules are met often.

import { Edits } from './generateEdits.ts';
import { generateContent, generateEdge } from './generateParts.ts';
import { Random } from './random.ts';
import {
  type ActionSpec,
  type EdgeSpec,
  type FileOp,
  packageFolder,
  type Script,
  type Step,
} from './script.ts';

/** How large a workspace is. */
export interface Size {
  readonly actionsMin: number;
  readonly actionsMax: number;
  readonly steps: number;
}

/** Sizes of the scripts of a trial: mostly small ones, which find nearly everything and are quick to understand. */
export function sizeOf(number: number): Size {
  if (number % 100 === 99) return { actionsMin: 31, actionsMax: 100, steps: 9 };
  if (number % 10 === 9) return { actionsMin: 9, actionsMax: 30, steps: 9 };
  return { actionsMin: 1, actionsMax: 8, steps: 9 };
}

/** Makes the script of a seed. */
export function generateScript(seed: number, size: Size): Script {
  const random = new Random(seed);
  const actions = generateActions(random, random.integer(size.actionsMin, size.actionsMax));
  const packages = [...new Set(actions.map(({ pkg }) => pkg))];
  const files = packages.flatMap((pkg) => generateSources(random, pkg));
  const edits = new Edits(random, actions, files);
  const steps = Array.from({ length: size.steps }, (_, number) =>
    generateStep(random, number, edits),
  );
  return { seed, actions, files, tool: 1, settledTimes: random.chance(50), steps };
}

function generateActions(random: Random, count: number): ActionSpec[] {
  // What is not declared makes all that reads it run always, so most scripts must do without.
  const declares = random.chance(30)
    ? { all: 72, 'empty-outputs': 7, 'no-outputs': 7, 'no-inputs': 7, 'cache-off': 7 }
    : { all: 93, 'empty-outputs': 7, 'no-outputs': 0, 'no-inputs': 0, 'cache-off': 0 };
  const packagesMax = random.integer(Math.ceil(count / 3), count);
  const homes = Array.from({ length: count }, () => random.integer(0, packagesMax - 1));
  return homes.map((pkg, index) => {
    const isAlone = homes.filter((other) => other === pkg).length === 1;
    return { ...generateAction(random, index, pkg, isAlone), declares: random.weighted(declares) };
  });
}

function generateAction(random: Random, index: number, pkg: number, isAlone: boolean): ActionSpec {
  const reads = random.weighted({ deep: 2, flat: 1 });
  return {
    pkg,
    tag: 1,
    lossy: random.chance(50),
    reads,
    // Everything in the package can be an input only where nobody else writes there.
    inputs:
      isAlone && random.chance(25)
        ? 'package'
        : reads === 'flat' && random.chance(60)
          ? 'flat'
          : 'src',
    declares: 'all',
    readsConf: random.chance(30),
    folder: 'out',
    mode: random.chance(20) ? 'm1' : null,
    tool: random.chance(10),
    deps: generateEdges(random, index),
    readsBehind: random.chance(25),
    direct: random.chance(25),
  };
}

/** Few edges each, mostly to near actions: chains, diamonds and fans all come up. */
function generateEdges(random: Random, index: number): EdgeSpec[] {
  const found = new Map<number, EdgeSpec>();
  const count = index === 0 ? 0 : random.pick([0, 1, 1, 1, 2, 2, 3]);
  for (let edge = 0; edge < count; edge++) {
    const to = random.chance(60)
      ? index - random.integer(1, Math.min(index, 4))
      : random.integer(0, index - 1);
    found.set(to, generateEdge(random, to));
  }
  return [...found.values()];
}

function generateSources(random: Random, pkg: number): FileOp[] {
  const names = ['src/a.t', 'src/b.t', 'src/b.md', 'src/sub/a.t', 'src/sub/deep/c.md', 'conf'];
  const present = names.filter((_, at) => at === 0 || random.chance(45));
  return present.map((name) => ({
    path: `${packageFolder(pkg)}/${name}`,
    content: generateContent(random),
    executable: random.chance(8),
  }));
}

function generateStep(random: Random, number: number, edits: Edits): Step {
  const count = number === 0 ? 0 : random.pick([0, 1, 1, 1, 1, 2, 3]);
  const step: Step = {
    edits: Array.from({ length: count }, () => edits.next()),
    targets: edits.targets(),
    concurrency: random.integer(1, 8),
    continueOnFailure: random.chance(60),
    force: random.weighted({ none: 94, targets: 4, all: 2 }),
    noCache: random.chance(3),
    dryRunFirst: random.chance(8),
    keepEngine: random.chance(30),
  };
  return random.chance(5) ? { ...step, cancelAfter: random.integer(1, 4) } : step;
}
