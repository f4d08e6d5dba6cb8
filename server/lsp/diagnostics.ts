/**
 * What is wrong with configuration files, for the whole workspace: files with problems need not be open. An editor that asks for
 * diagnostics is answered, one that does not is told of them; never both, since then each would show twice.
 */
import type { Connection, InitializeParams, ServerCapabilities } from 'vscode-languageserver/node';
import type { DiagnosticsTeller } from './diagnosticsTeller.ts';
import type { OpenDocuments } from './documents.ts';
import type { Folders } from './folders.ts';
import { PulledDiagnostics } from './pulledDiagnostics.ts';
import { PushedDiagnostics } from './pushedDiagnostics.ts';

/** What the server says that it can where the editor asks. One problem may lie in several files, and any file may be asked about. */
export const diagnosticCapability: NonNullable<ServerCapabilities['diagnosticProvider']> = {
  identifier: 'cachescope',
  interFileDependencies: true,
  workspaceDiagnostics: true,
};

/** The way that this editor understands. */
export function diagnosticsFor(
  { textDocument, workspace }: InitializeParams['capabilities'],
  parts: {
    readonly connection: Connection;
    readonly folders: Folders;
    readonly documents: OpenDocuments;
  },
): { readonly teller: DiagnosticsTeller; readonly isPulled: boolean } {
  const { connection, folders, documents } = parts;
  if (textDocument?.diagnostic === undefined)
    return { teller: new PushedDiagnostics(connection, folders, documents), isPulled: false };
  const canRefresh = workspace?.diagnostics?.refreshSupport === true;
  const teller = new PulledDiagnostics({ connection, folders, documents, canRefresh });
  return { teller, isPulled: true };
}
