/** A few words beside the pointer about the box below it. Those who hear the page get the same from the live region, by the keyboard. */
import { element } from '../../ui/dom.ts';

const distance = 14;

/** One for the whole page. */
export class Tooltip {
  readonly element = element('div', { class: 'tooltip', attributes: { 'aria-hidden': 'true' } });

  constructor() {
    this.hide();
  }

  /** @param lines the first one stands out */
  show(lines: readonly string[], x: number, y: number): void {
    this.element.replaceChildren(...lines.map((line) => element('div', {}, line)));
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.min(x + distance, window.innerWidth - offsetWidth - distance);
    const below = y + distance;
    const isBelow = below + offsetHeight < window.innerHeight;
    this.element.style.left = `${Math.max(0, left)}px`;
    this.element.style.top = `${isBelow ? below : Math.max(0, y - distance - offsetHeight)}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
