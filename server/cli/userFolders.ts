/** Where a person's own files go on each platform. */

/**
 * The folder for compiled code of this program.
 * @param environment the process's variables
 * @param platform as `process.platform`
 * @returns undefined where the home folder is not known
 */
export function compileCacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): string | undefined {
  const base = userCacheFolder(environment, platform);
  return base === undefined ? undefined : `${base}/cachescope/compiled`;
}

/**
 * The folder for what is known of modules of folders that have no store of their own.
 * @param environment the process's variables
 * @param platform as `process.platform`
 * @returns undefined where the home folder is not known
 */
export function modulesFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): string | undefined {
  const base = userCacheFolder(environment, platform);
  return base === undefined ? undefined : `${base}/cachescope/modules`;
}

function userCacheFolder(
  {
    XDG_CACHE_HOME: xdg,
    HOME: home,
    LOCALAPPDATA: local,
  }: Readonly<Record<string, string | undefined>>,
  platform: string,
): string | undefined {
  if (platform === 'win32') return local || undefined;
  // The specification says to ignore relative paths here.
  if (xdg?.startsWith('/')) return xdg;
  if (!home?.startsWith('/')) return undefined;
  return platform === 'darwin' ? `${home}/Library/Caches` : `${home}/.cache`;
}
