/**
 * Offers the editor the server of `cachescope mcp` for each folder, for models that use tools by the Model Context Protocol. The editor starts it when it
 * is wanted, and asks its user before.
 */
import {
  Disposable,
  EventEmitter,
  type ExtensionContext,
  lm,
  type McpServerDefinitionProvider,
  McpStdioServerDefinition,
  Uri,
  workspace,
} from 'vscode';

/** As package.json names it. */
const providerId = 'cachescope.mcp';

/** Registers the provider. */
export function registerMcp({ extension, extensionUri }: ExtensionContext): Disposable {
  const program = Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
  const version = String(extension.packageJSON.version);
  const changed = new EventEmitter<void>();
  const provider: McpServerDefinitionProvider = {
    provideMcpServerDefinitions: () => definitions(program, version),
    onDidChangeMcpServerDefinitions: changed.event,
  };
  return Disposable.from(
    changed,
    workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    lm.registerMcpServerDefinitionProvider(providerId, provider),
  );
}

function definitions(program: string, version: string): McpStdioServerDefinition[] {
  // To know why something is stale, modules of the folder are loaded and programs asked for their versions.
  if (!workspace.isTrusted) return [];
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folders.map(({ name, uri }) => {
    const label = folders.length === 1 ? 'Cachescope' : `Cachescope: ${name}`;
    const words = [program, 'mcp', '--cwd', uri.fsPath];
    // The editor's own program is a Node where it is told so.
    const environment = { ELECTRON_RUN_AS_NODE: '1' };
    return new McpStdioServerDefinition(label, process.execPath, words, environment, version);
  });
}
