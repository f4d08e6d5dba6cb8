/**
 * The difference of two texts as a unified diff (the format of `diff -u`), by Myers' greedy algorithm ("An O(ND) Difference Algorithm
 * and Its Variations", 1986) after common lines at both ends are set aside.
 */

/** Lines shown around a change. */
const contextLines = 3;
/** More edits than this are not searched for: the middle is then shown as replaced, which is right, only longer. */
const editsMax = 1000;

/** One line of the result: kept, removed or added. */
interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/**
 * Compares texts line by line.
 * @param path name for the two header lines
 * @returns the diff without a final line break; empty when the texts are equal
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const edits = editsBetween(linesOf(before), linesOf(after));
  return [`--- ${path}`, `+++ ${path}`, ...hunks(edits)].join('\n');
}

/** A last line without a line break is another line than one with it, as `diff` says. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop();
  if (last) lines.push(`${last}\n\\ No newline at end of file`);
  return lines;
}

function editsBetween(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end))
    end++;
  const keep = (line: string): Edit => ({ sign: ' ', line });
  return [
    ...a.slice(0, start).map(keep),
    ...middleEdits(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(keep),
  ];
}

function middleEdits(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const trace = search(a, b);
  if (!trace) {
    const removed = a.map((line): Edit => ({ sign: '-', line }));
    return [...removed, ...b.map((line): Edit => ({ sign: '+', line }))];
  }
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const best = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const isDown = k === -d || (k !== d && (best.get(k - 1) ?? -1) < (best.get(k + 1) ?? -1));
    const beforeX = d === 0 ? 0 : (best.get(isDown ? k + 1 : k - 1) ?? 0);
    const beforeY = d === 0 ? 0 : beforeX - (isDown ? k + 1 : k - 1);
    while (x > beforeX && y > beforeY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) {
      edits.push({ sign: ' ', line: a[x - 1] ?? '' });
      x--;
      y--;
    }
    if (d === 0) break;
    edits.push(isDown ? { sign: '+', line: b[y - 1] ?? '' } : { sign: '-', line: a[x - 1] ?? '' });
    [x, y] = [beforeX, beforeY];
  }
  return edits.reverse();
}

/**
 * The furthest points reached with 0, 1, 2 ... edits on each diagonal, before each round.
 * @returns undefined where more than `editsMax` edits are needed
 */
function search(
  a: readonly string[],
  b: readonly string[],
): readonly ReadonlyMap<number, number>[] | undefined {
  let best = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(editsMax, a.length + b.length); d++) {
    trace.push(best);
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && (best.get(k - 1) ?? -1) < (best.get(k + 1) ?? -1));
      let x = isDown ? (best.get(k + 1) ?? 0) : (best.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
    best = next;
  }
  return undefined;
}

function hunks(edits: readonly Edit[]): readonly string[] {
  const isShown = edits.map(() => false);
  edits.forEach(({ sign }, at) => {
    if (sign !== ' ') isShown.fill(true, Math.max(0, at - contextLines), at + contextLines + 1);
  });
  const lines: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let at = 0; at < edits.length; ) {
    if (!isShown[at]) {
      [oldLine, newLine, at] = [oldLine + 1, newLine + 1, at + 1];
      continue;
    }
    let end = at;
    while (end < edits.length && isShown[end]) end++;
    const hunk = edits.slice(at, end);
    const removed = hunk.filter(({ sign }) => sign !== '+').length;
    const added = hunk.filter(({ sign }) => sign !== '-').length;
    lines.push(
      `@@ -${range(oldLine, removed)} +${range(newLine, added)} @@`,
      ...hunk.map(({ sign, line }) => sign + line),
    );
    [oldLine, newLine, at] = [oldLine + removed, newLine + added, end];
  }
  return lines;
}

/** An empty side names the line before it. */
function range(start: number, count: number): string {
  if (count === 1) return String(start);
  return `${count === 0 ? start - 1 : start},${count}`;
}
