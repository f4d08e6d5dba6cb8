/**
 * A part of the page that is drawn anew only when what it shows is another. The page looks at its figures often, and most of them stay as they
 * are; so text that is selected stays so, and the browser has nothing to do.
 */
import { type Child, element, redraw } from '../ui/dom.ts';

/** See above. */
export class Part {
  readonly element: HTMLElement;
  #shown: string | undefined;

  /** @param holder where it is drawn into */
  constructor(holder: HTMLElement) {
    this.element = holder;
  }

  /**
   * @param of everything that the drawing depends on, as plain data
   * @param draw makes it
   */
  show(of: unknown, draw: () => readonly Child[]): void {
    const now = JSON.stringify(of);
    if (now === this.#shown) return;
    this.#shown = now;
    redraw(this.element, ...draw());
  }
}

let sections = 0;

/** A section with a heading, and the part below that. */
export function sectionPart(
  title: string,
  look: 'wide' | '' = '',
): { readonly section: HTMLElement; readonly part: Part } {
  const id = `part-${++sections}`;
  const body = element('div', {});
  const section = element(
    'section',
    { class: look, attributes: { 'aria-labelledby': id } },
    element('h2', { attributes: { id } }, title),
    body,
  );
  return { section, part: new Part(body) };
}
