/**
 * The program `cachescope`. This file only checks the Node version and loads what the command needs: `--version` must start about as
 * fast as bare Node. It is read by old Nodes, too, so it keeps to syntax and names that Node 18 knows.
 */

/** The oldest Node with everything that is needed (`node:sqlite` without a flag, the compile cache). */
const oldestNode = [22, 15] as const;

void main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  if (!isSupported(process.versions.node)) {
    process.stderr.write(
      `cachescope needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org\n`,
    );
    process.exitCode = 2;
    return;
  }
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
    const { readVersion } = await import('./version.ts');
    process.stdout.write(`${readVersion()}\n`);
    return;
  }
  await enableCompileCache();
  if (words[0] === 'run') {
    const { answerFromStanding } = await import('./standing.ts');
    if (await answerFromStanding(words)) return;
  }
  const { runApp } = await import('./app.ts');
  await runApp(words);
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** Compiled code is kept in the user's own cache folder: one that others may write to would let them run code as the user. */
async function enableCompileCache(): Promise<void> {
  const { compileCacheFolder } = await import('./userFolders.ts');
  const folder = compileCacheFolder(process.env, process.platform);
  // A folder that cannot be made only costs speed; the call reports it in its result and does not throw.
  if (folder !== undefined) process.getBuiltinModule('node:module').enableCompileCache(folder);
}
