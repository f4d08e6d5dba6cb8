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

function choices(spec: Spec): readonly Plain[] {
  return spec.type === 'either' ? spec.options.flatMap(choices) : [spec];
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

function collect(node: JsonNode, specs: readonly Plain[], path: JsonPath, found: RoleNode[]): void {
  if (specs.length === 0) return;
  if (node.type === 'string') {
    const role = specs.find(({ type }) => type === 'string')?.role;
    if (role !== undefined) found.push({ role, node, isKey: false, path });
  } else if (node.type === 'array') {
    node.children?.forEach((child, index) => {
      collect(child, into(specs, index), [...path, index], found);
    });
  } else if (node.type === 'object') {
    for (const property of node.children ?? []) collectProperty(property, specs, path, found);
  }
}

function collectProperty(
  property: JsonNode,
  specs: readonly Plain[],
  path: JsonPath,
  found: RoleNode[],
): void {
  const [key, value] = property.children ?? [];
  if (key === undefined) return;
  const name = String(key.value);
  const below = [...path, name];
  const role = specs.find(({ type }) => type === 'map')?.role;
  if (role !== undefined) found.push({ role, node: key, isKey: true, path: below });
  if (value !== undefined) collect(value, into(specs, name), below, found);
}

function into(specs: readonly Plain[], step: string | number): readonly Plain[] {
  return specs.flatMap((spec) => below(spec, step));
}
