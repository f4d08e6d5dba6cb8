/**
 * One configuration file, read for the language features: which kind it is, what it may hold by the table that also checks it, its
 * tree and its lines.
 */
import { cachescopeSpec } from '../../engine/config/cachescopeSpec.ts';
import { type JsonNode, jsonTree } from '../../engine/config/jsonc.ts';
import type { PackageModel } from '../../engine/config/model.ts';
import type { Spec } from '../../engine/config/schema.ts';
import { turboSpec } from '../../engine/config/turboSpec.ts';
import { wireitSpec } from '../../engine/config/wireitSpec.ts';
import type { FolderPath } from '../../protocol/basics.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import { Lines } from './lines.ts';
import { indexOf } from './workspaceIndex.ts';

/** A file by what it configures. */
export type ConfigKind = 'cachescope' | 'turbo' | 'package';

/** A configuration file with what is known of it. */
export interface ConfigFile extends ConfigDocument {
  readonly kind: ConfigKind;
  readonly spec: Spec;
  /** Whose file it is; the root for files at the top. */
  readonly owner: PackageModel;
  readonly lines: Lines;
  /** Undefined where nothing can be made of the text. */
  readonly tree: JsonNode | undefined;
}

/** The parts of a package.json that matter here. */
const packageSpec: Spec = {
  type: 'object',
  fields: {
    scripts: { type: 'map', role: 'script', values: { type: 'string' } },
    wireit: wireitSpec,
  },
};

const specs: Readonly<Record<ConfigKind, Spec>> = {
  cachescope: cachescopeSpec,
  turbo: turboSpec,
  package: packageSpec,
};

/** Reads a file. @returns undefined for a file that configures nothing */
export function readConfigFile(
  document: ConfigDocument,
  model: LanguageModel,
): ConfigFile | undefined {
  const place = placeOf(document.path, model);
  if (place === undefined) return undefined;
  const { path, text } = document;
  const content = parsed(text);
  return {
    path,
    text,
    ...place,
    spec: specs[place.kind],
    lines: content.lines,
    get tree() {
      return content.tree;
    },
  };
}

/** What kind of file stands at a path, and whose. */
export function placeOf(
  path: FolderPath,
  { workspace }: LanguageModel,
): Pick<ConfigFile, 'kind' | 'owner'> | undefined {
  const slash = path.lastIndexOf('/');
  const kind = kindOf(path.slice(slash + 1));
  const folder = path.slice(0, Math.max(slash, 0));
  if (kind === undefined || (kind === 'cachescope' && folder !== '')) return undefined;
  const owner = indexOf(workspace).folders.get(folder);
  return owner && { kind, owner };
}

function kindOf(name: string): ConfigKind | undefined {
  switch (name) {
    case 'cachescope.json':
      return 'cachescope';
    case 'turbo.json':
    case 'turbo.jsonc':
      return 'turbo';
    case 'package.json':
      return 'package';
    default:
      return undefined;
  }
}

/** Configuration files that there are, with the texts that the editor has of them. @param isWanted others are not read */
export function* configDocuments(
  model: LanguageModel,
  isWanted: (path: FolderPath) => boolean = () => true,
): Generator<ConfigDocument> {
  for (const path of model.workspace.files) {
    if (!isWanted(path) || placeOf(path, model) === undefined) continue;
    const text = model.readText(path);
    if (text !== undefined) yield { path, text };
  }
}

/** Lines and tree of a text; the tree, which takes longest, only where someone asks for it. */
class Parsed {
  readonly lines: Lines;
  readonly #text: string;
  #tree: JsonNode | undefined;
  #isParsed = false;

  constructor(text: string) {
    this.#text = text;
    this.lines = new Lines(text);
  }

  get tree(): JsonNode | undefined {
    if (!this.#isParsed) this.#tree = jsonTree(this.#text);
    this.#isParsed = true;
    return this.#tree;
  }
}

/** An editor asks several things of one text in a row: for lenses, diagnostics, what is under the pointer. */
const recent = new Map<string, Parsed>();
const recentLimit = 4;
/** Shorter ones are parsed in no time, and looking through those of all packages must not push the large one out. */
const recentLengthMin = 4096;

function parsed(text: string): Parsed {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const result = new Parsed(text);
  // Only correct if the result depends on nothing but the text: else an edit elsewhere would show what was.
  if (text.length >= recentLengthMin) recent.set(text, result);
  for (const oldest of recent.keys()) {
    if (recent.size <= recentLimit) break;
    recent.delete(oldest);
  }
  return result;
}
