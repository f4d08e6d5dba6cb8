/** Commands of profiles. */
import { Uri } from 'vscode';
import { openProfile } from '../webviews/flame/flameEditor.ts';
import type { Handler } from './parts.ts';

/** The handlers. */
export function profileCommands() {
  return {
    // From the palette without a file, from the explorer with one.
    'cachescope.openProfile': (file?: unknown) =>
      openProfile(file instanceof Uri ? file : undefined),
  } satisfies Partial<Record<string, Handler>>;
}
