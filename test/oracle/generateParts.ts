// The random parts that a new workspace and an edit of it are both made of.

import type { Random } from './random.ts';
import type { EdgeSpec } from './script.ts';

/** An edge to an action. */
export function generateEdge(random: Random, to: number): EdgeSpec {
  const read = random.weighted({ content: 5, names: 2, types: 3, none: 3 });
  return { to, read, order: read === 'none' && random.chance(50) };
}

/** A few lines; see `command.ts` for what each means. */
export function generateContent(random: Random): string {
  return Array.from({ length: random.integer(0, 4) }, () => `${generateLine(random)}\n`).join('');
}

/** One line. */
export function generateLine(random: Random): string {
  const number = random.integer(1, 3);
  const kind = random.weighted({
    text: 40,
    comment: 15,
    types: 12,
    extra: 6,
    nest: 3,
    empty: 3,
    link: 2,
    exec: 3,
  });
  if (kind === 'text') return `text ${random.integer(10, 99)}`;
  if (kind === 'comment') return `# ${random.integer(10, 99)}`;
  if (kind === 'types') return `T ${random.integer(10, 99)}`;
  return `${kind} ${kind.at(-1)}${number}`;
}
