/** What callers of a tool pass: its schema, and the check of what really came. */
import { CommandFailure } from '../failure.ts';

/** What a caller passed; every field is checked. */
export type Input = Readonly<Record<string, unknown>>;

/** The schema of an object with these fields. */
export function schema(properties: object, required: readonly string[]): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** A field that names an action. */
export function actionNamed(what: string): object {
  const description = `${what}, as package#task, e.g. web#build, //#lint for the root package, or rule:file.`;
  return { type: 'string', description };
}

/** A field that names a run. */
export const runNamed = {
  type: 'string',
  description: 'Id of a run, as get_cache_stats lists them, to explain that run.',
};

/** A field that holds a number. */
export function count(what: string, maximum: number): object {
  return { type: 'integer', minimum: 1, maximum, description: `${what}; 20 where it is left out.` };
}

/** A text that may be missing. @throws CommandFailure where it is none */
export function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new CommandFailure('bad-input', `"${name}" must be a text.`);
}

/** A text that must be there. @throws CommandFailure */
export function required(input: Input, name: string): string {
  const value = textOf(input, name);
  if (value) return value;
  throw new CommandFailure('bad-input', `"${name}" is missing. Pass it as a text.`);
}

/** A whole number from 1 to 1000. @throws CommandFailure */
export function countOf(input: Input, name: string, otherwise: number): number {
  const value = input[name] ?? otherwise;
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000) return Number(value);
  throw new CommandFailure('bad-input', `"${name}" must be a whole number from 1 to 1000.`);
}
