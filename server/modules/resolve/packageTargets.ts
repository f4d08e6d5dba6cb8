/**
 * Where a package.json says that its parts lie: `exports`, `imports`, and the fields from before. The native resolver does this for what is
 * installed; this one also tells of files that are not built yet, from which the source can be found.
 *
 * @see https://nodejs.org/api/packages.html#package-entry-points for `exports` and `imports`
 */

/** A package.json as read; nothing of it is trusted to have the right type. */
export type PackageJson = Readonly<Record<string, unknown>>;

/** Fields that name the main file, what names a source first. */
const mainFields = ['source', 'svelte', 'module', 'main', 'types', 'typings', 'browser'];
const styleFields = ['sass', 'scss', 'less', 'style', 'main'];
const styleConditions: ReadonlySet<string> = new Set(['sass', 'scss', 'less', 'style']);
const styleEnding = /\.(?:css|scss|sass|less)$/;
const depthMax = 16;

/**
 * The files that a part of the package may be, below all conditions: those named `source` first, then in the order written. What is below
 * conditions of style sheets is for these alone, and comes first there.
 * @param subpath `.` or `./part`
 * @returns relative to the package, e.g. `dist/index.js`; undefined: there are `exports`, and this is not among them
 */
export function exportTargets(
  json: PackageJson,
  subpath: string,
  isStyle: boolean,
): readonly string[] | undefined {
  const { exports } = json;
  if (exports !== undefined && exports !== null) {
    const hasSubpaths =
      isObject(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
    const table = hasSubpaths ? exports : { '.': exports };
    const targets = tableTargets(table as PackageJson, subpath, isStyle);
    const source = subpath === '.' && !isStyle ? textOf(json.source) : undefined;
    return source === undefined ? targets : [source, ...(targets ?? [])];
  }
  if (subpath !== '.') return [subpath.slice(2)];
  return (isStyle ? styleFields : mainFields).flatMap((field) => textOf(json[field]) ?? []);
}

/**
 * What a name that starts with `#` stands for.
 * @returns paths, or names of other packages
 */
export function importTargets(
  json: PackageJson,
  name: string,
  isStyle: boolean,
): readonly string[] | undefined {
  return isObject(json.imports) ? tableTargets(json.imports, name, isStyle) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? withoutDot(value) : undefined;
}

function withoutDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

function isObject(value: unknown): value is PackageJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tableTargets(
  table: PackageJson,
  subpath: string,
  isStyle: boolean,
): readonly string[] | undefined {
  const match = Object.hasOwn(table, subpath)
    ? { key: subpath, star: '' }
    : bestPattern(table, subpath);
  if (match === undefined) return undefined;
  const targets: (Target & { readonly path: string })[] = [];
  collect(table[match.key], { isSource: false, isStyle: false, depth: 0 }, (path, below) =>
    targets.push({ ...below, path: withoutDot(path.replaceAll('*', () => match.star)) }),
  );
  if (targets.length === 0) return undefined;
  const rank = (one: Target): number => (one.isStyle ? 0 : one.isSource ? 1 : 2);
  const takesStyles = isStyle || styleEnding.test(subpath);
  const wanted = targets.filter((one) => takesStyles || !one.isStyle);
  wanted.sort((a, b) => rank(a) - rank(b));
  return [...new Set(wanted.map(({ path }) => path))];
}

/** The pattern with the longest text before its star, as Node takes it. */
function bestPattern(
  table: PackageJson,
  subpath: string,
): { readonly key: string; readonly star: string } | undefined {
  let best: { readonly key: string; readonly star: string } | undefined;
  let bestLength = -1;
  for (const key of Object.keys(table)) {
    const star = key.indexOf('*');
    // A folder, from before there were patterns: `"./lib/": "./src/"`.
    const isFolder = star < 0 && key.endsWith('/');
    if (star < 0 && !isFolder) continue;
    const [before, after] = isFolder ? [key, ''] : [key.slice(0, star), key.slice(star + 1)];
    const fits =
      subpath.startsWith(before) &&
      subpath.endsWith(after) &&
      subpath.length >= before.length + after.length;
    if (!fits || before.length <= bestLength) continue;
    bestLength = before.length;
    best = { key, star: subpath.slice(before.length, subpath.length - after.length) };
  }
  return best;
}

/** The conditions that a target is below. */
interface Target {
  readonly isSource: boolean;
  readonly isStyle: boolean;
}

function collect(
  value: unknown,
  { isSource, isStyle, depth }: Target & { readonly depth: number },
  add: (path: string, below: Target) => void,
): void {
  if (depth > depthMax) return;
  if (typeof value === 'string') add(value, { isSource, isStyle });
  else if (Array.isArray(value))
    for (const one of value) collect(one, { isSource, isStyle, depth: depth + 1 }, add);
  else if (isObject(value))
    for (const [condition, one] of Object.entries(value)) {
      const below = {
        isSource: isSource || isSourceCondition(condition),
        isStyle: isStyle || styleConditions.has(condition),
      };
      collect(one, { ...below, depth: depth + 1 }, add);
    }
}

/** Parcel's and Vite's habit, and that of TypeScript's own `customConditions`, which have the scope of the packages in front. */
function isSourceCondition(condition: string): boolean {
  return /(?:^|[/:-])(?:source|src|development)$/.test(condition);
}
