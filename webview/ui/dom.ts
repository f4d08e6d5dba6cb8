/**
 * Makes elements. What a page shows comes from the workspace, so text goes in as text nodes and attributes through `setAttribute`; there is no
 * way in here for HTML.
 */

/** What is put into an element: texts, elements, and gaps. */
export type Child = Node | string | undefined;

/** Attributes and listeners of an element. */
export interface Props {
  readonly class?: string;
  /** By name; undefined leaves it out. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly onClick?: () => void;
}

/** Makes an HTML element. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  props: Props,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), props, children);
}

/** Makes an element of an SVG drawing. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  props: Props,
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), props, children);
}

/** Gives an element what `props` says, and its children. */
export function fill<Made extends Element>(
  made: Made,
  props: Props,
  children: readonly Child[],
): Made {
  if (props.class !== undefined) made.setAttribute('class', props.class);
  for (const [name, value] of Object.entries(props.attributes ?? {})) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  const { onClick } = props;
  if (onClick !== undefined) made.addEventListener('click', () => onClick());
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Name by which the focus finds the same element again after a page was drawn anew. */
export const focusKeyAttribute = 'data-focus-key';

/** The focus key of what has the focus. */
export function focusedKey(): string | undefined {
  const keyed = document.activeElement?.closest(`[${focusKeyAttribute}]`);
  return keyed?.getAttribute(focusKeyAttribute) ?? undefined;
}

/** Puts other children into an element; what had the focus, or its successor of the same focus key, has it afterwards. */
export function redraw(parent: Element, ...children: readonly Child[]): void {
  const key = focusedKey();
  parent.replaceChildren(...children.filter((child) => child !== undefined));
  if (key !== undefined) focusByKey(parent, key);
}

/** Gives the focus to the element of that key, if there is one. The page stays where it is scrolled to. */
export function focusByKey(parent: Element, key: string): void {
  const next = parent.querySelector(`[${focusKeyAttribute}="${CSS.escape(key)}"]`);
  if (next instanceof HTMLElement || next instanceof SVGElement)
    next.focus({ preventScroll: true });
}
