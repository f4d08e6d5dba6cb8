/** The theme of the editor, as the page sees it, and word when it changes. */
import { makePalette, type Palette } from '../paint/palette.ts';

/** The palette of the present theme. */
export function currentPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const { classList } = document.body;
  const isHighContrast =
    classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
  return makePalette((name) => style.getPropertyValue(name).trim(), isHighContrast);
}

/** Calls back when the editor shows itself in another theme: it changes the body's class, and variables of the root. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
