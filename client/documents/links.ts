/** Parts of reports that lead somewhere: to a file, to an action, to a difference. */
import { t } from '../texts.ts';
import type { ReportLinkPart, ReportPart } from './report.ts';

/** A file of the folder. */
export function fileLink(folder: string, path: string, line?: number): ReportLinkPart {
  const place = line === undefined ? path : `${path}:${line}`;
  const subject = { folder, path, ...(line === undefined ? {} : { line }) };
  return {
    text: place,
    target: { command: 'cachescope.openFile', subject, title: t('Open file') },
  };
}

/** An action, explained. */
export function actionLink(folder: string, action: string, run?: string): ReportLinkPart {
  const subject = { folder, action, ...(run === undefined ? {} : { run }) };
  return {
    text: action,
    target: { command: 'cachescope.explain', subject, title: t('Explain') },
  };
}

/** What differs in a file. */
export function differenceLink(about: {
  folder: string;
  action: string;
  path: string;
  run?: string | undefined;
}): ReportPart {
  const { run, ...subject } = about;
  return {
    text: t('show the difference'),
    target: {
      command: 'cachescope.showDifference',
      subject: run === undefined ? subject : { ...subject, run },
      title: t('Show difference'),
    },
  };
}

/** A sentence with a link: on the name where the sentence has it, else behind the sentence. */
export function linkedText(text: string, link: ReportLinkPart): readonly ReportPart[] {
  const name = link.text;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + name.length)];
    // Else it is a part of another name.
    if (/(?:^|\s)$/.test(before) && /^(?:$|[\s,])/.test(after)) {
      return [before, link, after].filter((part) => part !== '');
    }
  }
  return [text, ' — ', link];
}
