/**
 * Widgets, those of VS Code's UI toolkit where they fit. The toolkit is archived, so nothing else imports it: another set of widgets would be
 * another version of this file. Some are ours: the toolkit's badge and ring are made with inline styles, which the policy of our pages
 * refuses; its grid sets the columns of each row apart (`table.ts`); its link goes to an address, where ours starts a command.
 */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import { type Child, element, fill, focusKeyAttribute, svgElement } from './dom.ts';

provideVSCodeDesignSystem().register(vsCodeButton());

/** A button. `primary`: the one thing to do here. */
export function button(options: {
  readonly label: string;
  readonly primary?: boolean;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly onClick: () => void;
}): HTMLElement {
  const { label, primary = false, attributes, onClick } = options;
  const all = {
    appearance: primary ? 'primary' : 'secondary',
    [focusKeyAttribute]: `button ${label}`,
    ...attributes,
  };
  return fill(document.createElement('vscode-button'), { attributes: all, onClick }, [label]);
}

/** A word or number in a rounded box. */
export function badge(text: string): HTMLElement {
  return element('span', { class: 'badge' }, text);
}

/** A ring that turns, with what is waited for beside it, which is read out once. */
export function progress(text: string): HTMLElement {
  const size = { viewBox: '0 0 16 16', width: '20', height: '20', 'aria-hidden': 'true' };
  const circle = svgElement('circle', { attributes: { cx: '8', cy: '8', r: '7' } });
  const ring = svgElement('svg', { class: 'ring', attributes: size }, circle);
  return element('div', { class: 'progress', attributes: { role: 'status' } }, ring, text);
}

/** Text that starts a command: a button by nature, a link by look. */
export function commandLink(options: {
  readonly label: string;
  readonly title?: string;
  readonly focusKey: string;
  readonly content?: Child;
  readonly onClick: () => void;
}): HTMLElement {
  const { label, title = label, focusKey, content, onClick } = options;
  const attributes = { type: 'button', title, [focusKeyAttribute]: focusKey };
  return element('button', { class: 'link', attributes, onClick }, content ?? label);
}
