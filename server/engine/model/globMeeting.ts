/** Whether two patterns can match one path: walks both machines at once, over paths without empty names. */
import { type GlobMachine, globMachine, type Letters, type Step } from './globMachine.ts';

const machines = new Map<string, GlobMachine>();
const machinesLimit = 2000;

function machineOf(pattern: string): GlobMachine {
  let machine = machines.get(pattern);
  if (machine === undefined) {
    if (machines.size >= machinesLimit) machines.clear();
    machine = globMachine(pattern);
    machines.set(pattern, machine);
  }
  return machine;
}

/** By both patterns and the way of looking: hundreds of packages ask the same. */
const answers = new Map<string, boolean>();
const answersLimit = 10_000;

/**
 * Whether some path, or something below it, matches both.
 * @param a normalized, relative to the same folder as the other
 * @param filesOnly takes `*.html` for files, unless the other pattern speaks of a folder of that name
 */
export function machinesMeet(a: string, b: string, filesOnly: boolean): boolean {
  const start = sharedStart(a, b);
  const left = a.slice(start);
  const right = b.slice(start);
  if (startsApart(left, right)) return false;
  const key = `${filesOnly ? 'files' : 'all'}\0${left}\0${right}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    if (answers.size >= answersLimit) answers.clear();
    answer = new Walk(machineOf(left), machineOf(right), filesOnly).reachesEnd();
    answers.set(key, answer);
  }
  return answer;
}

const special = '*?[]{}()!+@\\';

/** The length of the folders without wildcards that both begin with. */
function sharedStart(a: string, b: string): number {
  let end = 0;
  for (let at = 0; at < a.length && a[at] === b[at]; at++) {
    const letter = a.charAt(at);
    if (letter === '/') end = at + 1;
    else if (special.includes(letter)) break;
  }
  return end;
}

/** Whether the first names differ and neither has a wildcard: `src/**` and `dist/**`. */
function startsApart(a: string, b: string): boolean {
  const [first = ''] = a.split('/', 1);
  const [other = ''] = b.split('/', 1);
  return first !== other && !hasSpecial(first) && !hasSpecial(other);
}

function hasSpecial(name: string): boolean {
  for (const letter of name) if (special.includes(letter)) return true;
  return false;
}

/** A state of each machine, and whether a name begins here. */
class Walk {
  readonly #a: GlobMachine;
  readonly #b: GlobMachine;
  readonly #filesOnly: boolean;
  readonly #seen = new Set<number>();
  readonly #open: number[] = [];

  constructor(a: GlobMachine, b: GlobMachine, filesOnly: boolean) {
    this.#a = a;
    this.#b = b;
    this.#filesOnly = filesOnly;
  }

  reachesEnd(): boolean {
    this.#visit(0, 0, true);
    const width = this.#b.steps.length;
    const goal = 2 * (this.#a.end * width + this.#b.end);
    for (let key = this.#open.pop(); key !== undefined; key = this.#open.pop()) {
      if (key === goal) return true;
      const pair = Math.floor(key / 2);
      this.#advance(Math.floor(pair / width), pair % width, key % 2 === 1);
    }
    return false;
  }

  #visit(i: number, j: number, isStart: boolean): void {
    const key = 2 * (i * this.#b.steps.length + j) + (isStart ? 1 : 0);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#open.push(key);
  }

  #advance(i: number, j: number, isStart: boolean): void {
    for (const to of this.#a.jumps[i] ?? []) this.#visit(to, j, isStart);
    for (const to of this.#b.jumps[j] ?? []) this.#visit(i, to, isStart);
    for (const left of this.#a.steps[i] ?? []) {
      for (const right of this.#b.steps[j] ?? []) {
        const isSlash = 'slash' in left;
        if (isSlash && isStart) continue;
        if (this.#agree(left, right)) this.#visit(left.to, right.to, isSlash);
      }
    }
  }

  #agree(left: Step, right: Step): boolean {
    if ('letters' in left) return 'letters' in right && lettersMeet(left.letters, right.letters);
    if ('letters' in right) return false;
    if (!this.#filesOnly) return true;
    if (left.slash === 'below') return right.slash === 'named';
    return right.slash !== 'below' || left.slash === 'named';
  }
}

function lettersMeet(a: Letters, b: Letters): boolean {
  if (a.negated) return b.negated || lettersMeet(b, a);
  for (const letter of a.set) if (b.set.has(letter) !== b.negated) return true;
  return false;
}
