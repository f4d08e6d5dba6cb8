/**
 * A readable document: lines of text, and stretches of them that lead somewhere. It looks like Markdown and is none, so that a name with stars or angle
 * brackets in it is that name and nothing else.
 */
import type { CommandName } from '../commandNames.ts';
import { oneLine } from '../format.ts';
import type { Subject } from '../subject.ts';

/** Where a stretch leads. */
export interface ReportTarget {
  readonly command: CommandName;
  readonly subject: Subject;
  /** What it does, for the tooltip. */
  readonly title: string;
}

/** A stretch that leads somewhere. Lines and columns count from 0, columns in UTF-16 units. */
export interface ReportLink {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly target: ReportTarget;
}

/** The document. */
export interface Report {
  readonly text: string;
  readonly links: readonly ReportLink[];
}

/** Text that leads somewhere. */
export interface ReportLinkPart {
  readonly text: string;
  readonly target: ReportTarget;
}

/** Part of a line. */
export type ReportPart = string | ReportLinkPart;

/** Starts every report; the editor knows our language by it. */
const firstWords = '# Cachescope: ';

/** Makes a report, line by line. */
export class ReportBuilder {
  readonly #lines: string[] = [];
  readonly #links: ReportLink[] = [];

  constructor(title: string) {
    this.#lines.push(`${firstWords}${oneLine(title)}`);
  }

  /** A heading with space around it. */
  heading(text: string): this {
    this.#lines.push('', `## ${oneLine(text)}`, '');
    return this;
  }

  /** One line. */
  line(...parts: readonly ReportPart[]): this {
    let text = '';
    for (const part of parts) {
      const piece = oneLine(typeof part === 'string' ? part : part.text);
      const from = text.length;
      text += piece;
      if (typeof part === 'string') continue;
      this.#links.push({ line: this.#lines.length, from, to: text.length, target: part.target });
    }
    this.#lines.push(text);
    return this;
  }

  /** One point of a list. */
  item(...parts: readonly ReportPart[]): this {
    return this.line('- ', ...parts);
  }

  /** Facts, one a line; those without a value are left out. */
  facts(values: Readonly<Record<string, string | undefined>>): this {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined) this.line(`${name}: ${value}`);
    }
    return this;
  }

  /** Text of several lines as it is, each set in by two columns, so that none looks like a heading. */
  block(text: string): this {
    for (const line of text.replace(/\n$/, '').split('\n')) this.line(`  ${line}`);
    return this;
  }

  /** The report so far. */
  build(): Report {
    return { text: `${this.#lines.join('\n')}\n`, links: [...this.#links] };
  }
}
