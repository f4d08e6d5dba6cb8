/**
 * Texts of open configuration files. Only what is saved reaches the engine; these texts are for the language features, which work on
 * what the user sees.
 */
import type { Connection } from 'vscode-languageserver/node';
import { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FolderPath } from '../protocol/basics.ts';
import type { FolderHost } from './folderHost.ts';
import type { FileInFolder, Folders } from './folders.ts';
import type { DocumentQuestion } from './workerMessages.ts';

const configFile = /(?:^|\/)(?:cachescope\.json|turbo\.jsonc?|package\.json)$/;

/** Open documents. */
export class OpenDocuments {
  readonly #documents = new TextDocuments(TextDocument);

  constructor(connection: Connection) {
    this.#documents.listen(connection);
  }

  /** Calls back when a document was opened or edited. */
  onChange(listener: (uri: string) => void): void {
    this.#documents.onDidChangeContent(({ document }) => listener(document.uri));
  }

  /** Calls back when a document was closed. */
  onClose(listener: (uri: string) => void): void {
    this.#documents.onDidClose(({ document }) => listener(document.uri));
  }

  /** The number that the editor gave to the text as it is now; undefined where the document is not open. */
  version(uri: string): number | undefined {
    return this.#documents.get(uri)?.version;
  }

  /** Whether a file is one that language features are for. */
  isConfiguration(uri: string): boolean {
    return configFile.test(uri);
  }

  /** What a language feature is asked with; undefined where the document is no business of ours. */
  question(
    folders: Folders,
    uri: string,
  ): { readonly place: FileInFolder; readonly question: DocumentQuestion } | undefined {
    const document = this.#documents.get(uri);
    const place = document && configFile.test(uri) ? folders.find(uri) : undefined;
    if (!document || !place) return undefined;
    const open = this.openIn(folders, place.host);
    return { place, question: { path: place.path, text: document.getText(), open } };
  }

  /** Texts of the open configuration files of a folder. */
  openIn(folders: Folders, host: FolderHost): Readonly<Record<FolderPath, string>> {
    const texts: Record<FolderPath, string> = {};
    for (const document of this.#documents.all()) {
      const place = configFile.test(document.uri) ? folders.find(document.uri) : undefined;
      if (place?.host === host) texts[place.path] = document.getText();
    }
    return texts;
  }
}
