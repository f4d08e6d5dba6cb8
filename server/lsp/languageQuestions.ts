/** Questions of the editor about open configuration files; the folder's thread answers them, on the text that the user sees. */
import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  type Position,
  ResponseError,
} from 'vscode-languageserver/node';
import type { ServerSettings } from '../protocol/methods.ts';
import type { OpenDocuments } from './documents.ts';
import type { Folders } from './folders.ts';
import { asResponse, cancelOf } from './requests.ts';
import type {
  DocumentQuestion,
  LanguageRequests,
  PlaceQuestion,
  WorkerParams,
} from './workerMessages.ts';

interface InDocument {
  readonly textDocument: { readonly uri: string };
}
type AtPlace = InDocument & { readonly position: Position };
type PlaceMethod = {
  [Name in keyof LanguageRequests]: PlaceQuestion extends LanguageRequests[Name]['params']
    ? Name
    : never;
}[keyof LanguageRequests];

/** Answers them all. */
export function answerLanguageQuestions(
  connection: Connection,
  folders: Folders,
  documents: OpenDocuments,
  settings: () => ServerSettings,
): void {
  const ask = async <Name extends keyof LanguageRequests>(
    method: Name,
    { textDocument }: InDocument,
    paramsFor: (question: DocumentQuestion) => LanguageRequests[Name]['params'],
    token: CancellationToken,
  ): Promise<LanguageRequests[Name]['result'] | null> => {
    const asked = documents.question(folders, textDocument.uri);
    if (!asked) return null;
    const params = paramsFor(asked.question) as WorkerParams<Name>;
    try {
      return await asked.place.host.request(method, params, { cancel: cancelOf(token) });
    } catch (error) {
      throw asResponse(error);
    }
  };
  const askAt =
    <Name extends PlaceMethod>(method: Name) =>
    async (at: AtPlace, token: CancellationToken): Promise<never> =>
      // The shapes of the language features are those of the protocol.
      (await ask(
        method,
        at,
        (question) => ({ ...question, position: at.position }) as LanguageRequests[Name]['params'],
        token,
      )) as never;
  connection.onCompletion(askAt('language/completion'));
  connection.onHover(askAt('language/hover'));
  connection.onDefinition(askAt('language/definition'));
  connection.onPrepareRename(askAt('language/prepareRename'));
  connection.onReferences(
    async (at, token) =>
      (await ask(
        'language/references',
        at,
        (question) => ({
          ...question,
          position: at.position,
          includeDefinitions: at.context.includeDeclaration,
        }),
        token,
      )) as never,
  );
  connection.onRenameRequest(async (at, token) => {
    const { position, newName } = at;
    const result = await ask(
      'language/rename',
      at,
      (question) => ({ ...question, position, newName }),
      token,
    );
    if (result && 'refused' in result)
      throw new ResponseError(LSPErrorCodes.RequestFailed, result.refused);
    return result as never;
  });
  connection.onCodeLens(async (at, token) =>
    settings().codeLens
      ? ((await ask('language/codeLens', at, (question) => question, token)) as never)
      : null,
  );
  connection.onCodeAction(
    async (at, token) =>
      (await ask(
        'language/codeActions',
        at,
        (question) => ({ ...question, range: at.range }),
        token,
      )) as never,
  );
}
