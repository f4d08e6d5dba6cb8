/** The `npm_package_*` variables of a package. */
import { ownValue } from './values.ts';

/**
 * The variables that npm derives from a package.json (RFC 183: name, version, config, engines, bin), by the rules of
 * `@npmcli/run-script`: nested keys and list positions are joined by `_`, null and false become empty.
 */
export function packageVariables(manifest: unknown): Readonly<Record<string, string>> {
  const result: Record<string, string> = Object.create(null);
  for (const key of ['name', 'version', 'config', 'engines', 'bin']) {
    addVariable(result, `npm_package_${key}`, ownValue(manifest, key));
  }
  return result;
}

function addVariable(result: Record<string, string>, name: string, value: unknown): void {
  if (value === undefined || name.includes('=') || name.includes('\0')) return;
  if (value === null || value === false) result[name] = '';
  else if (typeof value !== 'object') result[name] = String(value).replaceAll('\0', '');
  // The keys of a list are its positions.
  else for (const [key, item] of Object.entries(value)) addVariable(result, `${name}_${key}`, item);
}
