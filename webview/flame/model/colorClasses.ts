/** Which of the theme's colours a frame has: by its name, category, package, or by what the cache did. Colours themselves are the page's. */
import type { FrameTable } from '../../../server/profiles/profile.ts';

/** What colours tell apart. */
export const colorModes = ['name', 'category', 'package', 'cache'] as const;

/** One of them. */
export type ColorMode = (typeof colorModes)[number];

/** Colours by frame, and what they mean. */
export interface ColorClasses {
  /** Number of the colour; 0 is the one of what is unknown. */
  readonly classes: Uint8Array<ArrayBuffer>;
  /** By colour; several labels may share one. Empty for `name`. */
  readonly legend: readonly { readonly label: string; readonly class: number }[];
}

/** Colours that there are, with the one of the unknown. */
export const classCount = 13;
const legendMax = 12;

/** Numbers of colours that mean something. */
export const meanings = { unknown: 0, work: 1, good: 2, ran: 3, bad: 6 } as const;

// Spans of builds, by words of their category or name.
const cacheWords: readonly (readonly [RegExp, number, string])[] = [
  [/\b(?:fail(?:ed|ure)?|error)\b/i, meanings.bad, 'failed'],
  [/\b(?:hit|fresh|restor\w*)\b/i, meanings.good, 'hit'],
  [/\b(?:miss(?:ed)?|ran|run(?:ning)?|stale)\b/i, meanings.ran, 'miss'],
  [/\b(?:hash\w*|decid\w*|stor(?:e|ing)|cache|discover\w*|save)\b/i, meanings.work, 'cache'],
];

/** Chooses the colours. */
export function colorClasses(frames: FrameTable, mode: ColorMode): ColorClasses {
  switch (mode) {
    case 'name':
      return { classes: classesOf(frames.names, classOfName), legend: [] };
    case 'category':
      return byLabel(frames.categories);
    case 'package':
      return byLabel(packagesOf(frames.files));
    case 'cache':
      return byCache(frames);
  }
}

/** The colour of a name: always the same one, in every profile. FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
export function classOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return 1 + ((hash >>> 0) % (classCount - 1));
}

// Several times as fast as `Uint8Array.from`, which asks for one after the other.
function classesOf(
  texts: readonly string[],
  classOf: (text: string, at: number) => number,
): Uint8Array<ArrayBuffer> {
  const classes = new Uint8Array(texts.length);
  for (const [at, text] of texts.entries()) classes[at] = classOf(text, at);
  return classes;
}

function byLabel(labels: readonly string[]): ColorClasses {
  const known = new Map<string, number>([['', meanings.unknown]]);
  const classes = classesOf(labels, (label) => {
    const its = known.get(label) ?? 1 + ((known.size - 1) % (classCount - 1));
    known.set(label, its);
    return its;
  });
  known.delete('');
  const legend = [...known].slice(0, legendMax).map(([label, its]) => ({ label, class: its }));
  return { classes, legend };
}

function byCache({ names, categories }: FrameTable): ColorClasses {
  const seen = new Map<string, number>();
  const classes = classesOf(names, (name, frame) => {
    // A category is a word of a builder; a name may hold any word by chance, so it is asked only where the category says nothing.
    const found = wordsFor(categories[frame] ?? '') ?? wordsFor(name);
    if (found === undefined) return meanings.unknown;
    seen.set(found[2], found[1]);
    return found[1];
  });
  return { classes, legend: [...seen].map(([label, its]) => ({ label, class: its })) };
}

function wordsFor(text: string) {
  return cacheWords.find(([words]) => words.test(text));
}

/** Packages of files: what lies in node_modules by its name, the rest by the folder that sets it apart from the other files. */
export function packagesOf(files: readonly string[]): string[] {
  const paths = files.map((file) => file.replace(/^file:\/\//, '').replaceAll('\\', '/'));
  const own = paths.filter((path) => path !== '' && !path.startsWith('node:') && !installed(path));
  const root = commonFolder(own);
  return paths.map((path) => {
    if (path === '') return '';
    if (path.startsWith('node:')) return 'node';
    return installed(path) ?? folderBelow(path, root);
  });
}

function installed(path: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(`/${path}`)?.[1];
}

function commonFolder(paths: readonly string[]): string {
  let common = paths[0]?.slice(0, paths[0].lastIndexOf('/') + 1) ?? '';
  for (const path of paths) {
    while (!path.startsWith(common))
      common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  }
  return common;
}

function folderBelow(path: string, root: string): string {
  const parts = path.slice(root.length).split('/').slice(0, -1);
  const isShelf = /^(?:packages|apps|libs|modules)$/.test(parts[0] ?? '');
  return parts.slice(0, isShelf ? 2 : 1).join('/') || '.';
}
