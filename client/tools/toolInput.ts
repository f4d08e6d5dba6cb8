/** Reads what a language model passes to a tool. The editor checks it against the schema; what else may call a tool is not known, so it is checked here. */
import { t } from '../texts.ts';

/** A mistake of whoever called the tool, as a sentence that says what to do. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
}

/** Input of a tool, by the names of its fields. */
export class ToolInput {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(input: unknown) {
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
    this.#values = isObject ? (input as Record<string, unknown>) : {};
  }

  /** A text that may be missing. @throws ToolFailure where it is no text */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    throw new ToolFailure(t('"{0}" must be a text.', name));
  }

  /** A text that must be there. @throws ToolFailure */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    throw new ToolFailure(t('"{0}" is missing. Pass it as a text.', name));
  }

  /** A whole number within limits. @throws ToolFailure */
  number(
    name: string,
    limits: { readonly min: number; readonly max: number; readonly default: number },
  ): number {
    const value = this.#values[name] ?? limits.default;
    const isIn =
      Number.isInteger(value) && Number(value) >= limits.min && Number(value) <= limits.max;
    if (isIn) return Number(value);
    throw new ToolFailure(
      t('"{0}" must be a whole number from {1} to {2}.', name, limits.min, limits.max),
    );
  }

  /** True where it was passed as true. */
  flag(name: string): boolean {
    return this.#values[name] === true;
  }
}
