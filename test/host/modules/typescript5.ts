// TypeScript 5, whose resolution ours is held against; the project's own is version 7, which has no such interface.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installPackages } from '../../support/installPackages.ts';

/** A file that an import leads to. */
export interface ResolvedFile {
  readonly resolvedFileName?: string | undefined;
}

/** What is used of it. */
export interface TypeScript {
  readonly sys: { readFile(path: string): string | undefined };
  readConfigFile(path: string, read: (path: string) => string | undefined): { config: object };
  parseJsonConfigFileContent(
    json: object,
    host: unknown,
    folder: string,
    existing?: undefined,
    file?: string,
  ): { options: object };
  resolveModuleName(
    name: string,
    file: string,
    options: object,
    host: unknown,
    cache?: undefined,
    redirect?: undefined,
    mode?: number,
  ): { readonly resolvedModule?: ResolvedFile & { readonly resolvedFileName: string } };
  resolveTypeReferenceDirective(
    name: string,
    file: string,
    options: object,
    host: unknown,
  ): { readonly resolvedTypeReferenceDirective?: ResolvedFile };
}

/** Installed into the user's cache folder when it is first asked for. */
export function typeScript5(): TypeScript {
  const peers = installPackages('typescript-5.9.3', ['typescript@5.9.3']);
  return createRequire(join(peers, 'x.js'))('typescript') as TypeScript;
}
