// Shows the main job on a small workspace, as a newcomer would see it: `npm run demo`. It copies
// samples/demo into a temporary folder, runs the real command line there and prints what it prints. Each
// step says what to expect and checks it; the exit code is 1 where something else happened.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const projectRoot = dirname(dirname(here));
const cliFile = join(projectRoot, 'dist/cli.js');

const site = 'packages/site/dist/index.html';
const prices = 'packages/prices/data/prices.csv';
const words = 'packages/words/src/index.js';
const delivery = 'views/partials/delivery.hbs';
const catalogOutput = 'packages/catalog/dist/index.js';
const themeOutput = 'packages/theme/dist/theme.css';

const everything = [
  'cart#build',
  'cart#test',
  'catalog#build',
  'prices#build',
  'prices#codegen',
  'site#build',
  'templates:views/basket.hbs',
  'templates:views/home.hbs',
  'theme#build',
  'words#build',
  'words#test',
];
const behindPrices = [
  'cart#build',
  'cart#test',
  'catalog#build',
  'prices#build',
  'prices#codegen',
  'site#build',
];

/** What a run must have done; all other actions must have been fresh. */
interface Expected {
  readonly ran?: readonly string[];
  readonly restored?: readonly string[];
}

const surprises: string[] = [];

class Workspace {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs the command line and prints what it prints. */
  cachescope(...args: string[]): string {
    console.log(`$ cachescope ${args.join(' ')}`);
    const color = process.stdout.isTTY ? ['--color'] : [];
    const { status, stdout, stderr } = spawnSync(process.execPath, [cliFile, ...args, ...color], {
      cwd: this.#folder,
      encoding: 'utf8',
    });
    process.stdout.write(`${stdout}${stderr}`);
    if (status !== 0) surprises.push(`cachescope ${args.join(' ')} ended with exit code ${status}`);
    return stripVTControlCharacters(stdout);
  }

  /** A run of everything, and whether it did what it had to and nothing else. */
  run(expected: Expected): void {
    const text = this.cachescope('run', 'build', 'test');
    for (const state of ['ran', 'restored'] as const) {
      const found = [...text.matchAll(new RegExp(`^(\\S+) +${state} `, 'gm'))].map(
        (match) => match[1] ?? '',
      );
      const wanted = expected[state] ?? [];
      const isSame = found.sort().join(' ') === [...wanted].sort().join(' ');
      if (!isSame) surprises.push(`${state}: ${list(found)}; it should have been: ${list(wanted)}`);
    }
    const touched = (expected.ran?.length ?? 0) + (expected.restored?.length ?? 0);
    const fresh = Number(/(\d+) fresh/.exec(text)?.[1] ?? 0);
    if (fresh !== everything.length - touched) surprises.push(`${fresh} actions were fresh`);
  }

  replace(path: string, before: string, after: string): void {
    console.log(`# in ${path}: "${before}" becomes "${after}"`);
    const text = readFileSync(join(this.#folder, path), 'utf8');
    if (!text.includes(before)) throw new Error(`${path} of the sample has no ${before}`);
    writeFileSync(join(this.#folder, path), text.replace(before, after));
  }

  append(path: string, line: string): void {
    console.log(`$ echo '${line}' >> ${path}`);
    appendFileSync(join(this.#folder, path), `${line}\n`);
  }

  remove(path: string): void {
    console.log(`$ rm ${path}`);
    rmSync(join(this.#folder, path));
  }

  read(path: string): string {
    return existsSync(join(this.#folder, path))
      ? readFileSync(join(this.#folder, path), 'utf8')
      : '';
  }

  mustHold(path: string, text: string): void {
    if (!this.read(path).includes(text)) surprises.push(`${path} should hold "${text}"`);
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}

let steps = 0;

function step(title: string, text: string, body: () => void): void {
  const before = surprises.length;
  console.log(`\n== ${++steps}. ${title}\n   ${text}\n`);
  body();
  for (const surprise of surprises.slice(before)) console.log(`!! ${surprise}`);
}

function tour(workspace: Workspace): void {
  step('Build and test, the first time', 'Nothing is built yet, so everything runs.', () => {
    workspace.run({ ran: everything });
    workspace.mustHold(site, 'Tea: 4.50 EUR');
  });
  step(
    'Again',
    'Nothing changed: everything is fresh, and what was printed is shown again.',
    () => {
      workspace.run({});
    },
  );
  step('Change a price', 'Only what a price reaches runs, each with its reason.', () => {
    workspace.replace(prices, 'tea,450', 'tea,480');
    workspace.run({ ran: behindPrices });
    workspace.mustHold(site, 'Tea: 4.80 EUR');
  });
  step(
    'Why did the site rebuild?',
    'Back through every step to the file that was edited, and what was different.',
    () => {
      const text = workspace.cachescope('explain', 'site#build', '--diff');
      for (const part of [prices, 'tea,450', 'tea,480']) {
        if (!text.includes(part)) surprises.push(`the explanation should name ${part}`);
      }
    },
  );
  step(
    'Take the change back',
    'That state was built before: nothing runs, outputs come out of the cache.',
    () => {
      workspace.replace(prices, 'tea,480', 'tea,450');
      // The outputs of the others are still on disk: the price never reached their own files.
      workspace.run({ restored: ['prices#codegen', 'prices#build', 'site#build'] });
      workspace.mustHold(site, 'Tea: 4.50 EUR');
    },
  );
  step(
    'Change a comment',
    'words#build runs; its output is as before, so nothing behind it runs.',
    () => {
      workspace.append(words, '// Prices are in cents.');
      workspace.run({ ran: ['words#build'] });
    },
  );
  step(
    'Damage outputs',
    'One is deleted, one edited by hand: both are restored, nothing runs.',
    () => {
      const [catalog, theme] = [workspace.read(catalogOutput), workspace.read(themeOutput)];
      workspace.remove(catalogOutput);
      workspace.append(themeOutput, 'body { display: none; }');
      workspace.run({ restored: ['catalog#build', 'theme#build'] });
      workspace.mustHold(catalogOutput, catalog);
      if (workspace.read(themeOutput) !== theme)
        surprises.push(`${themeOutput} should be as it was`);
    },
  );
  step(
    'Change a partial template',
    'Only the page that uses it is compiled, then the site is built.',
    () => {
      workspace.replace(delivery, 'tomorrow', 'today');
      workspace.run({ ran: ['templates:views/basket.hbs', 'site#build'] });
    },
  );
}

function prepare(folder: string): void {
  execFileSync(process.execPath, [join(projectRoot, 'esbuild.mjs')], { stdio: 'ignore' });
  cpSync(join(here, 'samples/demo'), folder, { recursive: true });
  // What `npm install` would bring.
  const handlebars = 'node_modules/handlebars';
  cpSync(join(projectRoot, handlebars), join(folder, handlebars), { recursive: true });
}

function main(): number {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cachescope-demo-'));
  try {
    console.log(
      'A small shop: six packages, templates and tests. Its files: test/workspaces/samples/demo',
    );
    console.log('In what follows, cachescope stands for: node dist/cli.js');
    prepare(folder);
    tour(new Workspace(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (surprises.length > 0) {
    console.log(`\n${surprises.length} things were not as told; look for !! above.`);
    return 1;
  }
  console.log(`
All ${steps} steps did what they said. To try next, from this folder, with a workspace of yours:
  npx node dist/cli.js doctor --cwd ../yours                   what its configuration lacks
  npx node dist/cli.js run build --cwd ../yours --dry-run      what would run, and why
  npx node dist/cli.js run build --cwd ../yours --profile t.json   where the time goes, for https://ui.perfetto.dev`);
  return 0;
}

process.exitCode = main();
