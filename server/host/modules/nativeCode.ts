/**
 * What loads native code: the parser and the resolver of modules have a build for each platform, and one as WebAssembly that their packages load
 * themselves where the native one is not to be had. Where neither is, this says what to do about it.
 */
import { createRequire } from 'node:module';

/** The packages that load native code. */
export type NativePackage = 'oxc-parser' | 'oxc-resolver';

const require = createRequire(import.meta.url);
const roles: Readonly<Record<NativePackage, string>> = {
  'oxc-parser': 'parser',
  'oxc-resolver': 'resolver',
};
const onlyOwnVersion = 'NAPI_RS_ENFORCE_VERSION_CHECK';

/** Whoever reads about modules should know that it could be faster. */
export const slowBuild = `No native parser can be loaded on ${platform()}: modules are read by its WebAssembly build, which takes several times as long.`;

/**
 * Makes the packages take native files of their own version alone, for the rest of this process or thread. They are looked for in all folders
 * above: without this, those of another project there would be taken, whatever they are.
 */
export function useOwnVersionOnly(): void {
  process.env[onlyOwnVersion] = '1';
}

/**
 * Loads a package.
 * @throws Error with a sentence for people where neither build can be loaded
 */
export function loadNative(name: NativePackage): unknown {
  const before = process.env[onlyOwnVersion];
  const { emitWarning } = process;
  // That WebAssembly's access to files is experimental in Node concerns nobody who asks about modules.
  process.emitWarning = () => undefined;
  useOwnVersionOnly();
  try {
    return require(name);
  } catch (error) {
    throw new Error(notLoaded(name, error), { cause: error });
  } finally {
    process.emitWarning = emitWarning;
    if (before === undefined) delete process.env[onlyOwnVersion];
    else process.env[onlyOwnVersion] = before;
  }
}

/** Whether a package that was loaded runs as WebAssembly. */
export function isWebAssembly(name: NativePackage): boolean {
  return Object.keys(require.cache).some((file) => file.endsWith(`${roles[name]}.wasi.cjs`));
}

/** Why a package could not be loaded, and what to do. @param error what loading it threw */
export function notLoaded(name: NativePackage, error: unknown): string {
  const version = versionOf(name);
  const what = `The ${roles[name]} of modules, ${name} ${version ?? ''}`.trimEnd();
  if (version === undefined) return `${what}, is not installed.`;
  const packages = (['oxc-parser', 'oxc-resolver'] as const).map(
    (each) => `@${each}/binding-wasm32-wasi@${versionOf(each) ?? 'latest'}`,
  );
  return (
    `${what}, cannot be loaded on ${platform()}: ${reasonOf(error)}. ` +
    'In VS Code, install the universal package of the extension. On the command line, install with optional dependencies, or, ' +
    `where there are none for this platform, as WebAssembly: npm install --force ${packages.join(' ')}`
  );
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

/** Of all that was tried, what failed otherwise than by not being there. */
function reasonOf(error: unknown): string {
  const causes: Error[] = [];
  for (let at = error; at instanceof Error; at = at.cause) causes.push(at);
  const found = causes
    .slice(1)
    .find(({ message }) => !/^Cannot find (?:module|package) /.test(message));
  return found?.message.split('\n', 1)[0]?.replace(/\.$/, '') ?? 'its native files are not there';
}

function versionOf(name: NativePackage): string | undefined {
  try {
    return (require(`${name}/package.json`) as { version?: string }).version;
  } catch {
    // Not there, or not readable: then nothing of it is.
    return undefined;
  }
}
