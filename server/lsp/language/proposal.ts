/** What is proposed while typing, before it becomes an item of the protocol. */
import type { JsonPath } from '../../engine/config/values.ts';
import type { ConfigFile } from './configFile.ts';
import type { LanguageModel } from './languageModel.ts';
import type { CompletionItem } from './shapes.ts';

/** One thing that could be written. */
export interface Proposal {
  readonly text: string;
  readonly kind: CompletionItem['kind'];
  /** Absent: the text. */
  readonly label?: string;
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string;
  readonly sort?: string;
  /** Index in what is written from which it replaces; absent: all of it. */
  readonly from?: number;
}

/** Where something is to be written. */
export interface ProposalContext {
  readonly file: ConfigFile;
  readonly path: JsonPath;
  /** What stands in the text before the cursor. */
  readonly written: string;
  readonly model: LanguageModel;
}
