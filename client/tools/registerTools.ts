/** Gives the editor's language models their tools. What a tool does is loaded when one is called for the first time. */
import {
  CancellationError,
  type CancellationToken,
  Disposable,
  LanguageModelTextPart,
  type LanguageModelTool,
  LanguageModelToolResult,
  lm,
  MarkdownString,
} from 'vscode';
import type { Folders } from '../folders.ts';
import { inert } from '../format.ts';
import type { ServerConnection } from '../languageClient.ts';
import { type ToolName, toolNames } from './toolNames.ts';
import type { ToolServer } from './toolServer.ts';

const load = async () => ({ ...(await import('./tools.ts')), ...(await import('./toolInput.ts')) });

/** Registers all of them. */
export function registerTools(connection: ServerConnection, folders: Folders): Disposable {
  const make = (name: ToolName) => lm.registerTool(name, toolOf(name, connection, folders));
  return Disposable.from(...toolNames.map(make));
}

function toolOf(
  name: ToolName,
  connection: ServerConnection,
  folders: Folders,
): LanguageModelTool<object> {
  const serverFor = (token: CancellationToken): ToolServer => ({
    folders: async () => {
      await folders.load();
      return folders.all;
    },
    request: (method, params) => connection.request(method, params, token),
  });
  return {
    async prepareInvocation({ input }, token) {
      const { tools, ToolInput, ToolFailure } = await load();
      const tool = tools[name];
      const read = new ToolInput(input);
      try {
        const invocationMessage = inert(tool.working(read));
        const asked = await tool.confirm?.(read, serverFor(token));
        if (asked === undefined) return { invocationMessage };
        const message = new MarkdownString().appendText(asked.message);
        return { invocationMessage, confirmationMessages: { title: asked.title, message } };
      } catch (error) {
        // The call itself says what is wrong.
        if (error instanceof ToolFailure) return {};
        throw error;
      }
    },
    async invoke({ input }, token) {
      const { tools, ToolInput, ToolFailure } = await load();
      try {
        return textResult(await tools[name].answer(new ToolInput(input), serverFor(token)));
      } catch (error) {
        if (token.isCancellationRequested) throw new CancellationError();
        // A model can mend its mistake where it is told of it.
        if (error instanceof ToolFailure) return textResult(error.message);
        throw error;
      }
    },
  };
}

function textResult(text: string): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
}
