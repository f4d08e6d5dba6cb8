/** What the page says beside the graph: in the middle where there is none, in the bar of notices, and to those who hear it. */
import type { ModuleStatus } from '../../../server/protocol/modules.ts';
import { BridgeError } from '../../bridge/bridge.ts';
import type { Formats } from '../../overview/formats.ts';
import { waiting } from '../../overview/states.ts';
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { showNotice } from './bars.ts';
import { messageOf } from './messages.ts';
import type { PageState } from './state.ts';

/** What it works with. */
export interface TellingParts {
  readonly t: Translate;
  readonly formats: Formats;
  readonly state: () => PageState;
  /** Nodes that are shown. */
  readonly nodes: () => number;
  /** Where a path begins that has no end yet. */
  readonly pathFrom: () => string | undefined;
  /** Asks with another state, or once more. */
  readonly ask: (change: Partial<PageState>) => void;
  readonly command: (command: string) => void;
}

/** See above. */
export class Telling {
  readonly notice = element('div', { class: 'bar', attributes: { hidden: '', role: 'note' } });
  readonly message = element('div', { class: 'message' });
  readonly live = element('div', { class: 'for-reader', attributes: { role: 'status' } });
  readonly #parts: TellingParts;
  #status: ModuleStatus | undefined;
  #left = 0;
  /** Why the last question has no answer. */
  #problem: string | undefined;
  /** What came of what the user began, e.g. that it did not work, until something else is done. */
  #trouble: string | undefined;

  constructor(parts: TellingParts) {
    this.#parts = parts;
    this.message.replaceChildren(waiting(parts.t('Reading the graph…')));
  }

  /** To those who hear the page. */
  say(text: string): void {
    this.live.textContent = text;
  }

  /** Something that the user began did not work. */
  tell(error: unknown): void {
    this.note(this.#textOf(error));
  }

  /** Something that the user began leads nowhere: that is shown, and said. */
  note(text: string): void {
    this.#trouble = text;
    this.say(text);
    this.show();
  }

  /** The user does something else. */
  forget(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.show();
  }

  /** An answer came. @param left nodes that the server left out */
  answered(status: ModuleStatus, left: number): void {
    this.#status = status;
    this.#left = left;
    this.#problem = undefined;
  }

  /** None came. */
  failed(error: unknown): void {
    this.#problem = this.#textOf(error);
  }

  /** Brings all of it up to date. */
  show(): void {
    const { t, formats, ask, command, nodes, pathFrom } = this.#parts;
    const [status, problem, state] = [this.#status, this.#problem, this.#parts.state()];
    const isShown = nodes() > 0 && status?.state !== 'off';
    const tryAgain = () => ask({});
    this.message.hidden = isShown;
    const message = messageOf({
      ...{ t, formats, status, problem, state, tryAgain, command },
      showAll: () => ask({ hidden: [], focus: undefined }),
    });
    this.message.replaceChildren(...(isShown ? [] : [message]));
    const { done = 0, found = status?.modules ?? 0 } = status ?? {};
    showNotice(
      this.notice,
      {
        ...{ hidden: state.hidden.length, left: this.#left, trouble: this.#trouble },
        reading: isShown && status?.state === 'analysing' ? { done, found } : undefined,
        problem: isShown ? problem : undefined,
        pathFrom: pathFrom(),
      },
      { t, formats, tryAgain, showHidden: () => ask({ hidden: [] }) },
    );
  }

  #textOf(error: unknown): string {
    if (error instanceof BridgeError && error.kind === 'timeout')
      return this.#parts.t('The server did not answer within a minute.');
    return error instanceof Error ? error.message : String(error);
  }
}
