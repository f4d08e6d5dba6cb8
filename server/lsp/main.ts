/**
 * The language server's process: started by the editor, one for each window. It speaks the Language Server Protocol over what the
 * editor chose (standard streams, a pipe, Node's IPC) and does nothing else here; see `server.ts`.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all), { onExit: (code) => process.exit(code) });
