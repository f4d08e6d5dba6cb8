/** Values as JSON holds them. Apart from the parser, so that the way of every run does not load it. */

/** The way to a value: keys and indexes from the top, e.g. `['tasks', 'build', 'inputs', 0]`. */
export type JsonPath = readonly (string | number)[];

/** An object as configuration holds it: no prototype, so a key called `__proto__` is a key like others. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects, not for lists and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own entry; never something inherited such as `constructor`. */
export function ownValue(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A text in quotes, shortened and on one line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** A text with a full stop, unless it ends a sentence already. */
export function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
