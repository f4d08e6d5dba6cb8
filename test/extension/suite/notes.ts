// Figures that the tests measure, told at their end.

const shared: { cachescopeNotes?: string[] } = globalThis as never;

/** Notes a figure, e.g. `activation: 40 ms`. Each file of tests is a bundle, so they meet in one place. */
export function note(text: string): void {
  shared.cachescopeNotes ??= [];
  shared.cachescopeNotes.push(text);
}

/** All that were noted. */
export function notes(): readonly string[] {
  return shared.cachescopeNotes ?? [];
}
