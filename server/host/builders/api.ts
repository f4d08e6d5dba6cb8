/**
 * What a builder module sees. A builder turns one input file into its outputs; everything it learns of the workspace through its
 * context is recorded, in order, and is what a later build checks to know whether the builder must run again:
 *
 *     export async function build(context) {
 *       const text = await context.read(context.input);
 *       context.emit(text.toUpperCase());
 *     }
 *
 * Paths are relative to the workspace root, with `/`. What a builder learns in other ways (its own `fs` calls, a tool that opens
 * files by itself) is not seen: report such files with `dependsOn`. Builders run in worker threads that are used again, so state
 * kept in the module outlives a build and must not change results.
 */

/** Given to `build`. */
export interface BuilderContext {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** The file to build from, e.g. `views/home.hbs`. */
  readonly input: string;
  /** The files to write, in declared order. */
  readonly outputs: readonly string[];
  /**
   * Reads a file as UTF-8.
   * @throws an error with code `ENOENT` where there is none; that it was missing is recorded, too
   */
  read(path: string): Promise<string>;
  /** Like `read`, as bytes. */
  readBytes(path: string): Promise<Uint8Array>;
  /** Like `read`, for tools that call back without waiting. */
  readSync(path: string): string;
  /** Like `readBytes`, without waiting. */
  readBytesSync(path: string): Uint8Array;
  /** Whether there is a file (a folder is none). Depends on its being there, not on its content. */
  exists(path: string): boolean;
  /**
   * The files that match, sorted. Depends on which there are, not on their contents.
   * @param patterns relative to the workspace root, e.g. `views/partials/*.hbs`
   */
  glob(
    patterns: string | readonly string[],
    options?: { readonly exclude?: readonly string[] },
  ): Promise<readonly string[]>;
  /**
   * Records a file that a tool read, or looked for, by itself.
   * @param path relative to the root, absolute, or a `file:` URL
   */
  dependsOn(path: string | URL): void;
  /**
   * Writes an output. It appears under its name when it is complete.
   * @param output index into `outputs`, or one of them
   */
  write(output: number | string, data: string | Uint8Array): void;
  /** Writes the first output: `write(0, data)`. */
  emit(data: string | Uint8Array): void;
  /** Prints a line into the output of this action; `console.log` does the same. */
  log(...values: readonly unknown[]): void;
  /**
   * The value of an environment variable.
   * @throws where the rule does not declare it in `env`: a change of it would go unnoticed
   */
  env(name: string): string | undefined;
}

/** The shape of a builder module; a default export with this function will do, too. */
export interface BuilderModule {
  build(context: BuilderContext): unknown;
}
