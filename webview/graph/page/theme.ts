/** The theme of the editor, as the page sees it. */
import { type GraphPalette, makeGraphPalette } from '../paint/palette.ts';

/** The palette of the present theme. */
export function currentGraphPalette(): GraphPalette {
  const style = getComputedStyle(document.documentElement);
  const { classList } = document.body;
  const isHighContrast =
    classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
  return makeGraphPalette((name) => style.getPropertyValue(name).trim(), isHighContrast);
}
