/**
 * One table says what a configuration file may hold; the check of a file and its JSON Schema for editors both come from it,
 * so they cannot disagree. Checking goes on after a mistake: all are reported, and what is wrong is left out of the result.
 */
import type { Problem } from '../model/problem.ts';
import type { JsonDocument } from './jsonc.ts';
import { didYouMean } from './suggest.ts';
import { isObject, type JsonPath, quote, sentence } from './values.ts';

/**
 * What a text names, for editors; of a map, what its keys name. `task`: `build` or `web#build`. `script`: a script of the same package.
 * `reference`: an entry of `dependsOn`; `script-reference`: of a wireit block's. `pattern`: files. `argument`: one of a rule's command, with
 * placeholders; `output`: a rule's file name, with placeholders. `module`: a file of the workspace.
 */
export type Role =
  | 'task'
  | 'script'
  | 'rule'
  | 'reference'
  | 'script-reference'
  | 'pattern'
  | 'variable'
  | 'package'
  | 'argument'
  | 'output'
  | 'module';

/** What a value may be. `doc` is one sentence for people. */
export type Spec = { readonly doc?: string; readonly role?: Role } & (
  | { readonly type: 'any' }
  | { readonly type: 'string'; readonly test?: TextTest; readonly pattern?: string }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly min: number }
  | { readonly type: 'enum'; readonly values: readonly (string | boolean)[] }
  | { readonly type: 'array'; readonly items: Spec; readonly minItems?: number }
  | { readonly type: 'object'; readonly fields: SpecFields; readonly required?: readonly string[] }
  | { readonly type: 'map'; readonly values: Spec; readonly names?: TextTest }
  /** The first whose outermost type fits is used for the messages. */
  | { readonly type: 'either'; readonly options: readonly Spec[] }
);

/** The keys of an object. */
export type SpecFields = Readonly<Record<string, Spec>>;

/** Says what is wrong with a text, as the end of a sentence that starts with its key; undefined when nothing is. */
export type TextTest = (
  text: string,
) => { readonly message: string; readonly suggestion?: string } | undefined;

/** How a file is checked. */
export interface CheckOptions {
  readonly document: JsonDocument;
  /** Unknown keys are errors in our own files, warnings in those of others, which may be newer than us. */
  readonly unknownKeys: 'error' | 'warning';
  readonly problems: Problem[];
}

/**
 * Checks a value and everything in it.
 * @param spec what it may be
 * @param path where the value stands in the document
 * @returns the value without what is wrong; undefined where nothing is left
 */
export function checkValue(
  value: unknown,
  spec: Spec,
  path: JsonPath,
  options: CheckOptions,
): unknown {
  switch (spec.type) {
    case 'any':
      return value;
    case 'array':
      return checkArray(value, spec, path, options);
    case 'object':
      return checkObject(value, spec, path, options);
    case 'map':
      return checkMap(value, spec, path, options);
    case 'either':
      return checkEither(value, spec, path, options);
    default:
      return checkPlain(value, spec, path, options);
  }
}

type Of<T extends Spec['type']> = Extract<Spec, { type: T }>;

function checkPlain(
  value: unknown,
  spec: Of<'string'> | Of<'boolean'> | Of<'integer'> | Of<'enum'>,
  path: JsonPath,
  options: CheckOptions,
): unknown {
  if (!fits(value, spec)) {
    report(
      options,
      path,
      'wrong-type',
      `${nameOf(path)} must be ${describe(spec)}, not ${describeValue(value)}`,
      nearestValue(value, spec),
    );
    return undefined;
  }
  const wrong = spec.type === 'string' ? spec.test?.(value as string) : undefined;
  if (wrong === undefined) return value;
  report(options, path, 'bad-value', `${nameOf(path)} ${wrong.message}`, wrong.suggestion);
  return undefined;
}

function nearestValue(value: unknown, spec: Spec): string | undefined {
  if (spec.type !== 'enum' || typeof value !== 'string') return undefined;
  return didYouMean(
    value,
    spec.values.filter((allowed) => typeof allowed === 'string'),
  );
}

function checkArray(
  value: unknown,
  spec: Of<'array'>,
  path: JsonPath,
  options: CheckOptions,
): unknown {
  if (!Array.isArray(value)) {
    const suggestion =
      typeof value === 'string' ? `Write [${JSON.stringify(value.slice(0, 100))}].` : undefined;
    report(
      options,
      path,
      'wrong-type',
      `${nameOf(path)} must be a list, not ${describeValue(value)}`,
      suggestion,
    );
    return undefined;
  }
  if (value.length < (spec.minItems ?? 0)) {
    report(options, path, 'bad-value', `${nameOf(path)} must not be empty`);
    return undefined;
  }
  const items = value.map((item, index) => checkValue(item, spec.items, [...path, index], options));
  return items.filter((item) => item !== undefined);
}

function checkObject(
  value: unknown,
  spec: Of<'object'>,
  path: JsonPath,
  options: CheckOptions,
): unknown {
  if (!isObject(value)) return wrongObject(value, path, options);
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(spec.fields, key) ? spec.fields[key] : undefined;
    if (field === undefined) reportUnknown(key, spec, path, options);
    else {
      const checked = checkValue(item, field, [...path, key], options);
      if (checked !== undefined) result[key] = checked;
    }
  }
  const missing = (spec.required ?? []).find((key) => !Object.hasOwn(value, key));
  if (missing === undefined) return result;
  report(
    options,
    path,
    'missing-key',
    `${nameOf(path)} needs a key "${missing}"`,
    undefined,
    'key',
  );
  return undefined;
}

function checkMap(value: unknown, spec: Of<'map'>, path: JsonPath, options: CheckOptions): unknown {
  if (!isObject(value)) return wrongObject(value, path, options);
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    if (isComment(key, options) && !isObject(item)) continue;
    const wrong = spec.names?.(key);
    if (wrong) {
      report(
        options,
        [...path, key],
        'bad-name',
        `The name ${quote(key)} ${wrong.message}`,
        wrong.suggestion,
        'key',
      );
      continue;
    }
    const checked = checkValue(item, spec.values, [...path, key], options);
    if (checked !== undefined) result[key] = checked;
  }
  return result;
}

function checkEither(
  value: unknown,
  spec: Of<'either'>,
  path: JsonPath,
  options: CheckOptions,
): unknown {
  const option = spec.options.find((candidate) => fits(value, candidate));
  if (option) return checkValue(value, option, path, options);
  const allowed = spec.options.map(describe).join(' or ');
  report(
    options,
    path,
    'wrong-type',
    `${nameOf(path)} must be ${allowed}, not ${describeValue(value)}`,
  );
  return undefined;
}

function wrongObject(value: unknown, path: JsonPath, options: CheckOptions): undefined {
  report(
    options,
    path,
    'wrong-type',
    `${nameOf(path)} must be an object, not ${describeValue(value)}`,
  );
}

/** In JSON without comments, files of other tools have them as keys: `"#comment"`, `"//"`. */
function isComment(key: string, options: CheckOptions): boolean {
  return options.unknownKeys === 'warning' && /^(?:#|\/\/)/.test(key);
}

function reportUnknown(
  key: string,
  spec: Of<'object'>,
  path: JsonPath,
  options: CheckOptions,
): void {
  if (isComment(key, options)) return;
  const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
  const known = Object.keys(spec.fields);
  const suggestion = didYouMean(key, known) ?? `Known keys: ${known.join(', ')}.`;
  options.problems.push({
    severity: options.unknownKeys,
    code: 'unknown-key',
    message: `Unknown key ${quote(key)}${where}.`,
    location: options.document.locate([...path, key], 'key'),
    suggestion,
  });
}

function report(
  options: CheckOptions,
  path: JsonPath,
  code: string,
  message: string,
  suggestion?: string,
  part: 'key' | 'value' = 'value',
): void {
  const location = options.document.locate(path, part);
  options.problems.push({
    severity: 'error',
    code,
    message: sentence(message),
    location,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** Whether the value's outermost type is the right one. */
function fits(value: unknown, spec: Spec): boolean {
  switch (spec.type) {
    case 'any':
      return true;
    case 'string':
    case 'boolean':
      return typeof value === spec.type;
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= spec.min;
    case 'enum':
      return spec.values.includes(value as string);
    case 'array':
      return Array.isArray(value);
    case 'object':
    case 'map':
      return isObject(value);
    case 'either':
      return spec.options.some((option) => fits(value, option));
  }
}

function describe(spec: Spec): string {
  switch (spec.type) {
    case 'integer':
      return `a whole number of at least ${spec.min}`;
    case 'enum':
      return spec.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'array':
      return 'a list';
    case 'object':
    case 'map':
      return 'an object';
    case 'either':
      return spec.options.map(describe).join(' or ');
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'a text';
    case 'any':
      return 'anything';
  }
}

function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quote(value) : String(value);
}

/** The place as a person reads it: `"inputs" of "tasks" > "build"`. */
function nameOf(path: JsonPath): string {
  if (path.length === 0) return 'The file';
  const names = path.map((step) => (typeof step === 'number' ? `[${step}]` : quote(step)));
  return names.join(' > ').replaceAll(' > [', '[');
}
