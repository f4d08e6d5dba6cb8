/**
 * Compiles a stylesheet. Sass looks for `@use 'parts/colors'` in several places; its importer here asks the context, so that the places
 * where nothing was found count as much as the file that was.
 */
import { dirname, join } from 'node:path/posix';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuilderContext } from 'cachescope/builder';
import { compileString, type Importer } from 'sass';

export function build(context: BuilderContext): void {
  const urlOf = (path: string): URL => pathToFileURL(join(context.root, path));
  const pathOf = (url: URL): string => fileURLToPath(url).slice(context.root.length + 1);
  const importer: Importer<'sync'> = {
    canonicalize(url) {
      const path = candidates(pathOf(new URL(url))).find((candidate) => context.exists(candidate));
      return path === undefined ? null : urlOf(path);
    },
    load: (url) => ({ contents: context.readSync(pathOf(url)), syntax: 'scss' }),
  };
  const { css } = compileString(context.readSync(context.input), { url: urlOf(context.input), importer });
  context.emit(`${css}\n`);
}

/** The order in which Sass itself looks: a partial, a plain file, a folder's index. */
function candidates(path: string): readonly string[] {
  if (path.endsWith('.scss')) return [path];
  const folder = dirname(path);
  const name = path.slice(folder.length + 1);
  return [`${folder}/_${name}.scss`, `${path}.scss`, `${path}/_index.scss`];
}
