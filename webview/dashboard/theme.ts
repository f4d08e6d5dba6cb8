/** Colours of charts: those of the editor's theme, read anew when that changes. A canvas knows no CSS variables, so they are read here. */

/** What charts are drawn with. */
export interface ChartTheme {
  readonly text: string;
  readonly grid: string;
  /** One a line; lines differ by their dashes, too. */
  readonly lines: readonly string[];
  /** A CSS font. */
  readonly font: string;
}

/** Reads the theme of now. */
export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const first = (...names: readonly string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find(Boolean) ?? '';
  const family = first('font-family') || 'sans-serif';
  return {
    text: first('descriptionForeground', 'foreground'),
    grid: first('editorWidget-border', 'contrastBorder'),
    lines: [first('charts-blue', 'foreground'), first('charts-green', 'foreground')],
    font: `11px ${family}`,
  };
}

/** Calls back when the user chose another theme: VS Code then puts other variables and classes into the page. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(() => listener());
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
