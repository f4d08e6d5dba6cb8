/** Which parser facts were made by: others may see more or less in the same text. */
import { createRequire } from 'node:module';
import { jsonObject } from '../../../engine/model/jsonValue.ts';
import { factsVersion } from '../../../modules/facts.ts';
import { readText } from '../../files/gitFolders.ts';

let known: string | undefined;

/** Versions of our facts and of the parser. */
export function parserVersions(): string {
  known ??= `${factsVersion} ${packageVersion('oxc-parser')} ${packageVersion('oxc-resolver')}`;
  return known;
}

function packageVersion(name: string): string {
  try {
    const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const { version } = jsonObject(readText(file) ?? '') ?? {};
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    // Not to be found by its name: it is as old as the program around it.
    return 'unknown';
  }
}
