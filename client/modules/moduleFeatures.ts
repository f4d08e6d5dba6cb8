/**
 * Lenses above modules, hovers and links on their imports. They are about what was saved last, so the server follows no text of a script: what the editor
 * shows now is only looked at to find the import that a pointer rests on, and to leave links away that are at other places by now.
 */

import type { CancellationToken } from 'vscode';
import {
  CodeLens,
  type CodeLensProvider,
  Disposable,
  DocumentLink,
  type DocumentLinkProvider,
  Hover,
  type HoverProvider,
  languages,
  MarkdownString,
  Range,
  type TextDocument,
  Uri,
} from 'vscode';
import type { ModuleInfo } from '../../server/protocol/modules.ts';
import { onDidChangeSettings, showsModuleLenses } from '../settings.ts';
import { t } from '../texts.ts';
import type { FilePlace, ModuleAnswersOfServer } from './moduleAnswers.ts';
import { kindsToLink, moduleFiles } from './moduleLanguages.ts';
import { moduleSummary } from './moduleTexts.ts';
import { specifierAt } from './specifierAt.ts';

/** Registers them until they are disposed. */
export function registerModuleFeatures(answers: ModuleAnswersOfServer): Disposable {
  return Disposable.from(
    languages.registerCodeLensProvider(moduleFiles, lensesFrom(answers)),
    languages.registerHoverProvider(moduleFiles, hoversFrom(answers)),
    languages.registerDocumentLinkProvider(moduleFiles, linksFrom(answers)),
  );
}

function lensesFrom(answers: ModuleAnswersOfServer): CodeLensProvider {
  return {
    onDidChangeCodeLenses: (listener, thisArgs) =>
      Disposable.from(
        answers.onDidChange(() => listener.call(thisArgs)),
        onDidChangeSettings(() => listener.call(thisArgs)),
      ),
    async provideCodeLenses({ uri }) {
      const place = showsModuleLenses() ? answers.placeOf(uri) : undefined;
      const info = place && (await answers.info(place));
      return place && info ? lensesOf(place, info) : [];
    },
  };
}

function lensesOf(place: FilePlace, info: ModuleInfo): CodeLens[] {
  const top = new Range(0, 0, 0, 0);
  const subject = { ...place };
  const lenses = [
    new CodeLens(top, {
      title: moduleSummary(info),
      tooltip: t('Show what imports this file'),
      command: 'cachescope.showDependents',
      arguments: [subject],
    }),
  ];
  if (info.row.inCycle)
    lenses.push(
      new CodeLens(top, {
        title: t('in a circle of imports'),
        tooltip: t('Show the circle'),
        command: 'cachescope.showCycles',
        arguments: [subject],
      }),
    );
  return lenses;
}

function hoversFrom(answers: ModuleAnswersOfServer): HoverProvider {
  return {
    async provideHover(document, position, token) {
      const found = specifierAt(document.lineAt(position.line).text, position.character);
      const place = found && answers.placeOf(document.uri);
      if (found === undefined || place === undefined) return undefined;
      const text = await hoverText(answers, place, { specifier: found.text, token });
      const range = new Range(position.line, found.from, position.line, found.to);
      return text === undefined ? undefined : new Hover(text, range);
    },
  };
}

async function hoverText(
  answers: ModuleAnswersOfServer,
  place: FilePlace,
  about: { readonly specifier: string; readonly token: CancellationToken },
): Promise<MarkdownString | undefined> {
  const hover = await answers.hover(place, about.specifier, about.token);
  if (!hover) return undefined;
  const text = new MarkdownString();
  // As text: a name of a file is no markup.
  if (hover.info) text.appendText(`${hover.info.row.path}: ${moduleSummary(hover.info)}`);
  else if (hover.unresolved !== undefined)
    text.appendText(t('This import leads nowhere: {0}', hover.unresolved));
  else return undefined;
  return text;
}

function linksFrom(answers: ModuleAnswersOfServer): DocumentLinkProvider {
  return {
    async provideDocumentLinks(document) {
      const kinds = kindsToLink(document.fileName, document.languageId);
      const place = kinds && answers.placeOf(document.uri);
      if (kinds === undefined || place === undefined) return [];
      const links = (await answers.links(place)) ?? [];
      return links.flatMap(({ kind, specifier, target, ...ends }) => {
        const range = kinds.has(kind) ? placeIn(document, specifier, ends) : undefined;
        if (range === undefined) return [];
        const link = new DocumentLink(range, Uri.joinPath(Uri.parse(place.folder), target));
        link.tooltip = t('Open {0}', target);
        return [link];
      });
    },
  };
}

interface Ends {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The stretch, where it still holds the specifier in quotes. */
function placeIn(document: TextDocument, specifier: string, ends: Ends): Range | undefined {
  const { line, column, endLine, endColumn } = ends;
  const range = new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  return document.getText(range).slice(1, -1) === specifier ? range : undefined;
}
