/** Follows the table of what a file may hold, along a path or through a whole tree. */
import type { JsonNode } from '../../engine/config/jsonc.ts';
import type { Spec } from '../../engine/config/schema.ts';
import type { JsonPath } from '../../engine/config/values.ts';

type Plain = Exclude<Spec, { type: 'either' }>;

/** What may stand at a path: several where there is a choice, none where nothing is known. */
export function specsAt(spec: Spec, path: JsonPath): readonly Plain[] {
  let specs = choices(spec);
  for (const step of path) specs = specs.flatMap((one) => below(one, step));
  return specs;
}

/** The table's entry of a path itself, with the description of a choice as a whole. */
export function docAt(spec: Spec, path: JsonPath): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return spec.doc;
  const holders = specsAt(spec, path.slice(0, -1));
  return holders.map((holder) => stepInto(holder, last)?.doc).find((doc) => doc !== undefined);
}

function below(spec: Plain, step: string | number): readonly Plain[] {
  const next = stepInto(spec, step);
  return next ? choices(next) : [];
}

function stepInto(spec: Plain, step: string | number): Spec | undefined {
  if (typeof step === 'number') return spec.type === 'array' ? spec.items : undefined;
  if (spec.type === 'map') return spec.values;
  if (spec.type !== 'object' || !Object.hasOwn(spec.fields, step)) return undefined;
  return spec.fields[step];
}

const known = new WeakMap<Spec, readonly Plain[]>();

/** Kept, since a walk asks for every node of a large file; tables never change. */
function choices(spec: Spec): readonly Plain[] {
  const before = known.get(spec);
  if (before !== undefined) return before;
  const found = spec.type === 'either' ? spec.options.flatMap(choices) : [spec];
  known.set(spec, found);
  return found;
}

/** A text, or a key of a map, that names something. */
export interface RoleNode {
  readonly role: NonNullable<Spec['role']>;
  /** The text with its quotes. */
  readonly node: JsonNode;
  readonly isKey: boolean;
  readonly path: JsonPath;
}

/** Every text and key in a tree that names something, in order. Trees are bounded in depth. */
export function roleNodes(tree: JsonNode, spec: Spec): readonly RoleNode[] {
  const found: RoleNode[] = [];
  collect(tree, choices(spec), [], found);
  return found;
}

/** @param path changed on the way and put back: only what is found gets a copy */
function collect(
  node: JsonNode,
  specs: readonly Plain[],
  path: (string | number)[],
  found: RoleNode[],
): void {
  if (specs.length === 0) return;
  if (node.type === 'string') {
    const role = specs.find(({ type }) => type === 'string')?.role;
    if (role !== undefined) found.push({ role, node, isKey: false, path: [...path] });
    return;
  }
  if (node.type !== 'array' && node.type !== 'object') return;
  const isArray = node.type === 'array';
  const role = specs.find(({ type }) => type === 'map')?.role;
  for (const [index, child] of (node.children ?? []).entries()) {
    const [key, value] = isArray ? [undefined, child] : (child.children ?? []);
    const step = isArray ? index : String(key?.value);
    path.push(step);
    if (key !== undefined && role !== undefined)
      found.push({ role, node: key, isKey: true, path: [...path] });
    if (value !== undefined) collect(value, into(specs, step), path, found);
    path.pop();
  }
}

function into(specs: readonly Plain[], step: string | number): readonly Plain[] {
  const [only] = specs;
  return only && specs.length === 1
    ? below(only, step)
    : specs.flatMap((spec) => below(spec, step));
}
