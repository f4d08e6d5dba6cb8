/**
 * Our readable documents: made when they are opened, made anew when what they show changed, and with links that work. They are plain text in the editor,
 * so search, selection and screen readers work as everywhere.
 */
import {
  type CancellationToken,
  Disposable,
  DocumentLink,
  type DocumentLinkProvider,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ServerNotifications } from '../../server/protocol/methods.ts';
import type { Folders } from '../folders.ts';
import { formatCount } from '../format.ts';
import type { ServerConnection } from '../languageClient.ts';
import { t } from '../texts.ts';
import { cyclesReport } from './cyclesReport.ts';
import { doctorReport } from './doctorReport.ts';
import {
  type DocumentAddress,
  documentScheme,
  readAddress,
  writeAddress,
} from './documentAddress.ts';
import { entryReport } from './entryReport.ts';
import { explainReport } from './explainReport.ts';
import { impactReport } from './impactReport.ts';
import type { Report, ReportLink } from './report.ts';
import { runReport } from './runReport.ts';
import { unusedReport } from './unusedReport.ts';

/** Id of the language of our documents in `package.json`. */
const reportLanguage = 'cachescope-report';
/** Circles in a document. */
const circlesShown = 200;
/** Files, and exports, in a document of what nothing uses. */
const unusedShown = 500;
/** Documents whose links are kept; more are hardly open at once. */
const documentsMax = 100;
type Change = ServerNotifications['cachescope/changed'];

/** A document that is being opened. */
interface Opening {
  readonly address: DocumentAddress;
  /** What it shows changed meanwhile, maybe after it was made. */
  hasChanged: boolean;
}

/** Makes and shows documents. */
export class Documents implements TextDocumentContentProvider, DocumentLinkProvider, Disposable {
  readonly #connection: ServerConnection;
  readonly #folders: Folders;
  readonly #changed = new EventEmitter<Uri>();
  readonly #registered: Disposable;
  readonly #links = new Map<string, readonly ReportLink[]>();
  readonly onDidChange = this.#changed.event;
  /** Documents that are being opened: the editor does not hear yet that they changed. */
  readonly #opening = new Set<Opening>();

  constructor(connection: ServerConnection, folders: Folders) {
    this.#connection = connection;
    this.#folders = folders;
    this.#registered = Disposable.from(
      workspace.registerTextDocumentContentProvider(documentScheme, this),
      languages.registerDocumentLinkProvider({ scheme: documentScheme }, this),
      connection.on('cachescope/changed', (change) => this.#update(change)),
    );
  }

  /** Opens a document beside nothing: it replaces the last one that was only looked at. */
  async show(address: DocumentAddress, title: string): Promise<void> {
    const uri = Uri.from(writeAddress(address, title));
    const opening: Opening = { address, hasChanged: false };
    this.#opening.add(opening);
    try {
      const document = await workspace.openTextDocument(uri);
      const report = await languages.setTextDocumentLanguage(document, reportLanguage);
      await window.showTextDocument(report, { preview: true });
    } finally {
      this.#opening.delete(opening);
    }
    if (opening.hasChanged) this.#changed.fire(uri);
  }

  /** The address of a text to compare. */
  textUri(address: DocumentAddress): Uri {
    return Uri.from(writeAddress(address, address.path ?? ''));
  }

  async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
    const address = readAddress(uri.query);
    if (address === undefined) return '';
    if (address.kind === 'before' || address.kind === 'after' || address.kind === 'output') {
      return this.#text(address, token);
    }
    const report = await this.#report(address, token);
    this.#keepLinks(uri, report.links);
    return report.text;
  }

  provideDocumentLinks(document: TextDocument): DocumentLink[] {
    const links = this.#links.get(document.uri.toString()) ?? [];
    return links.map(({ line, from, to, target }) => {
      const argument = encodeURIComponent(JSON.stringify([target.subject]));
      const uri = Uri.parse(`command:${target.command}?${argument}`);
      const link = new DocumentLink(new Range(line, from, line, to), uri);
      link.tooltip = target.title;
      return link;
    });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }

  // A change of its language closes and opens a document, so closing says nothing: the longest unchanged are forgotten.
  #keepLinks(uri: Uri, links: readonly ReportLink[]): void {
    const key = uri.toString();
    this.#links.delete(key);
    this.#links.set(key, links);
    const [oldest] = this.#links.keys();
    if (this.#links.size > documentsMax && oldest !== undefined) this.#links.delete(oldest);
  }

  async #report(address: DocumentAddress, token: CancellationToken): Promise<Report> {
    const { folder, action = '', run = '', entry = '' } = address;
    const connection = this.#connection;
    switch (address.kind) {
      case 'entry':
        return entryReport(
          folder,
          await connection.request('cachescope/cacheEntry', { folder, id: entry }, token),
        );
      case 'run':
        return runReport(
          folder,
          await connection.request('cachescope/runDetails', { folder, run }, token),
        );
      case 'doctor': {
        const result = await connection.request('cachescope/doctor', { folder }, token);
        return doctorReport(folder, this.#folders.find(folder)?.name ?? folder, result);
      }
      case 'impact':
        return await this.#impact(address, token);
      case 'cycles': {
        const { path } = address;
        const of = path === undefined ? {} : { path };
        const params = { folder, ...of, offset: 0, limit: circlesShown };
        const [status, page] = await Promise.all([
          connection.request('cachescope/modules', { folder }, token),
          connection.request('cachescope/moduleCycles', params, token),
        ]);
        return cyclesReport(folder, path, { status, page });
      }
      case 'unused': {
        const params = { folder, offset: 0, limit: unusedShown };
        const [status, files, exports] = await Promise.all([
          connection.request('cachescope/modules', { folder }, token),
          connection.request('cachescope/unused', { ...params, kind: 'files' }, token),
          connection.request('cachescope/unused', { ...params, kind: 'exports' }, token),
        ]);
        return unusedReport(folder, { status, files, exports });
      }
      default: {
        const params = { folder, action, ...(run === '' ? {} : { run }) };
        const [[row], result] = await Promise.all([
          connection.request('cachescope/action', { folder, ids: [action] }, token),
          connection.request('cachescope/explain', params, token),
        ]);
        return explainReport({ folder, action, row }, result);
      }
    }
  }

  async #impact({ folder, paths = '[]', since }: DocumentAddress, token: CancellationToken) {
    const asked = textsIn(paths);
    const of = since === undefined ? {} : { since };
    const params = { folder, paths: asked, ...of };
    const result = await this.#connection.request('cachescope/impact', params, token);
    const { files } = result;
    const [first = ''] = files;
    const name = files.length === 1 ? first : t('{0} files', formatCount(files.length));
    return impactReport(folder, name, result);
  }

  async #text(address: DocumentAddress, token: CancellationToken): Promise<string> {
    const { kind, folder, action = '', path = '', run, entry = '' } = address;
    if (kind === 'output') {
      const params = { folder, id: entry, path };
      const result = await this.#connection.request('cachescope/outputText', params, token);
      return 'text' in result ? result.text : result.message;
    }
    const params = { folder, action, path, ...(run === undefined ? {} : { run }) };
    const result = await this.#connection.request('cachescope/difference', params, token);
    if ('message' in result) return result.message;
    return kind === 'before' ? result.before : result.after;
  }

  // What is open and about this folder's present state follows it; what is about the past stays.
  #update(change: Change): void {
    for (const opening of this.#opening)
      if (isTouched(opening.address, change)) opening.hasChanged = true;
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme !== documentScheme) continue;
      const address = readAddress(uri.query);
      if (address && isTouched(address, change)) this.#changed.fire(uri);
    }
  }
}

/** A list of texts; anybody may have written it. */
function textsIn(json: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    // Not one of ours.
    return [];
  }
}

function isTouched(address: DocumentAddress, change: Change): boolean {
  if (address.folder !== change.folder) return false;
  if (address.kind === 'entry') return change.caches;
  if (address.kind === 'cycles' || address.kind === 'unused') return change.modules;
  if (address.kind === 'impact') return change.modules || change.runs;
  if (address.kind !== 'explain' || address.run !== undefined) return false;
  return change.allActions || change.actions.some(({ id }) => id === address.action);
}
