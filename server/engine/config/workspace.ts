/**
 * The workspace as the engine sees it: packages, actions, settings. Read in two steps, so that the first, all that files say, can be
 * kept from one process to the next (`parseWorkspace`), and only the second is done each time (`instantiate`).
 */
import { instantiate } from './instantiate.ts';
import type { Workspace } from './loaded.ts';
import { locatorOf } from './locate.ts';
import { parseWorkspace } from './parseWorkspace.ts';
import type { ConfigSource } from './source.ts';

/**
 * Reads a workspace in one go.
 * @param source where configuration, files and variables come from
 */
export function loadWorkspace(source: ConfigSource): Workspace {
  return instantiate(parseWorkspace(source), source, locatorOf(source));
}

export type { Workspace } from './loaded.ts';
// For those who keep models: the locator that `instantiate` wants.
export { locatorOf } from './locate.ts';
