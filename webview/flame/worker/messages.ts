/** What the page and its worker say to each other. The worker holds the profile and counts in it; the page holds what it draws. */
import type {
  CounterSeries,
  ProfileFormat,
  ProfileUnit,
} from '../../../server/profiles/profile.ts';
import type { RunActions } from '../../../server/profiles/run/runActions.ts';
import type { RunStep } from '../../../server/protocol/profiles.ts';
import type { ColorClasses, ColorMode } from '../model/colorClasses.ts';
import type { FrameSort } from '../model/frameOrder.ts';
import type { FrameTotals } from '../model/frameTotals.ts';
import type { Layout } from '../model/layout.ts';
import type { PackedTexts } from '../model/packedTexts.ts';
import type { SandwichNames } from '../model/tree.ts';
import type { Stretch } from '../model/viewport.ts';

/** What the page draws a profile from, besides its layout. */
export interface ProfileHead {
  readonly name: string;
  readonly format: ProfileFormat;
  readonly unit: ProfileUnit;
  readonly length: number;
  readonly spanCount: number;
  readonly laneCount: number;
  readonly notes: readonly string[];
  readonly names: PackedTexts;
  readonly categories: PackedTexts;
  readonly files: PackedTexts;
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
  readonly counters: readonly CounterSeries[];
  readonly instants: Layout;
  /** In the mode that the page asked for when it opened the file. */
  readonly colors: ColorClasses;
  readonly mode: ColorMode;
}

/** What is asked, and what comes back, by the name of the question. */
export interface Questions {
  readonly heavy: { readonly params: Record<string, never>; readonly answer: Layout };
  readonly sandwich: {
    readonly params: { readonly frame: number; readonly names: SandwichNames };
    readonly answer: Layout;
  };
  readonly totals: {
    readonly params: { readonly stretch: Stretch | undefined };
    readonly answer: FrameTotals;
  };
  /** The rows of the table. */
  readonly order: {
    readonly params: { readonly sort: FrameSort; readonly matches: Uint8Array | undefined };
    readonly answer: Uint32Array<ArrayBuffer>;
  };
  readonly search: {
    readonly params: { readonly query: string };
    readonly answer: Uint8Array<ArrayBuffer>;
  };
  readonly colors: { readonly params: { readonly mode: ColorMode }; readonly answer: ColorClasses };
  /** The arguments of a span as JSON; '' where it has none. */
  readonly details: { readonly params: { readonly span: number }; readonly answer: string };
  /** The same of a mark, by its number. */
  readonly markDetails: { readonly params: { readonly mark: number }; readonly answer: string };
  /** The actions of a run, by start; none for other profiles. */
  readonly actions: { readonly params: Record<string, never>; readonly answer: RunActions };
  /** The action that a span belongs to; '' for none. */
  readonly actionOf: { readonly params: { readonly span: number }; readonly answer: string };
  /** By span: the mark of the one of these spans that it is, or is below of; 0 for none. */
  readonly marks: {
    readonly params: { readonly roots: readonly (readonly [span: number, mark: number])[] };
    readonly answer: Uint8Array<ArrayBuffer>;
  };
  /** The profile as speedscope's JSON, UTF-8. */
  readonly speedscope: {
    readonly params: Record<string, never>;
    readonly answer: Uint8Array<ArrayBuffer>;
  };
}

/** What happened since the last time. */
export interface Growth {
  readonly steps: readonly RunStep[];
  readonly left: number;
  readonly mode: ColorMode;
  /** Milliseconds; undefined: the run has ended. */
  readonly now: number | undefined;
  /** False: more follows at once, so nothing is made of it yet. */
  readonly isShown: boolean;
}

/** Name of a question. */
export type QuestionName = keyof Questions;

/** To the worker. */
export type ToWorker =
  | { readonly type: 'open'; readonly name: string; readonly mode: ColorMode }
  /** The next bytes of the file; their buffer is given away. */
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }
  /** More of a run under way, in place of a file. */
  | { readonly type: 'grow'; readonly id: number; readonly more: Growth }
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly question: QuestionName;
      readonly params: Questions[QuestionName]['params'];
    };

/** From the worker. */
export type FromWorker =
  /** So many bytes of chunks were read: there is room for more. */
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'opened'; readonly head: ProfileHead; readonly layout: Layout }
  | { readonly type: 'unreadable'; readonly problem: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string };
