/** What is said of a run under way, above its chart: how far it is, and whether the chart follows it. */
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { Stretch } from '../model/viewport.ts';

/** Those who hear the page are told how far a run is no oftener than that. */
const tellEveryMs = 3000;

/** The bar. */
export class LiveBar {
  readonly element: HTMLElement;
  readonly #t: Translate;
  readonly #status = element('span', { class: 'summary', attributes: { role: 'status' } });
  readonly #button: HTMLElement;
  readonly #onToggle: () => void;
  #followed: Stretch | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #isFollowing: boolean;

  /** @param onToggle told when somebody wants the chart to follow, or not to */
  constructor(t: Translate, isFollowing: boolean, onToggle: () => void) {
    this.#t = t;
    this.#isFollowing = isFollowing;
    this.#onToggle = onToggle;
    const attributes = { type: 'button', 'aria-pressed': String(isFollowing) };
    const onClick = () => this.#toggle();
    this.#button = element('button', { class: 'tool', attributes, onClick }, t('Follow'));
    this.element = element('div', { class: 'live' }, this.#status, this.#button);
  }

  /** Whether the end of the run stays in sight. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** How far the run is. */
  show(spans: number, format: ValueFormat): void {
    const now = performance.now();
    if (now - this.#toldAt < tellEveryMs) return;
    this.#toldAt = now;
    this.#status.textContent = this.#t('Running: {0} spans', format.count(spans));
  }

  /** One looks there because the chart followed. */
  follow(view: Stretch): void {
    this.#followed = view;
  }

  /** One looks there. Whoever looks elsewhere by themselves wants to stay there. */
  moved(view: Stretch): void {
    const { from, to } = this.#followed ?? view;
    if (view.from !== from || view.to !== to) this.#set(false);
  }

  /** The run is over, or nothing is known of it any more. @param why a sentence; undefined: nobody needs to see it */
  end(why: string | undefined): void {
    this.#button.hidden = true;
    this.#set(false);
    this.#status.textContent = why ?? this.#t('The run has ended.');
    this.element.classList.toggle('for-reader', why === undefined);
  }

  #toggle(): void {
    this.#set(!this.#isFollowing);
    this.#onToggle();
  }

  #set(isFollowing: boolean): void {
    this.#isFollowing = isFollowing;
    this.#button.setAttribute('aria-pressed', String(isFollowing));
  }
}
