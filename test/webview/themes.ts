/** What VS Code gives to the pages of its own default themes: body classes and the values of variables, of those that pages use. */

/** A theme. */
export interface Theme {
  readonly kind:
    | 'vscode-dark'
    | 'vscode-light'
    | 'vscode-high-contrast'
    | 'vscode-high-contrast-light';
  readonly colors: Readonly<Record<string, string>>;
}

const fonts = {
  'font-family': '"DejaVu Sans", system-ui, sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': 'monospace',
};

/** Default themes by name. */
export const themes = {
  dark: {
    kind: 'vscode-dark',
    colors: {
      foreground: '#cccccc',
      descriptionForeground: '#9d9d9d',
      errorForeground: '#f85149',
      focusBorder: '#0078d4',
      'editor-background': '#1f1f1f',
      'editor-foreground': '#cccccc',
      'editorWidget-background': '#202020',
      'editorWidget-border': '#313131',
      'textLink-foreground': '#4daafc',
      'textLink-activeForeground': '#4daafc',
      'list-hoverBackground': '#2a2d2e',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-hoverBackground': '#026ec1',
      'button-border': 'rgba(255, 255, 255, 0.07)',
      'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc',
      'button-secondaryHoverBackground': '#3c3c3c',
      'badge-background': '#616161',
      'badge-foreground': '#f8f8f8',
      'progressBar-background': '#0078d4',
      'charts-blue': '#59a4f9',
      'charts-green': '#89d185',
      'charts-red': '#f14c4c',
      'inputValidation-infoBackground': '#063b49',
      'inputValidation-infoBorder': '#007acc',
      'inputValidation-warningBackground': '#352a05',
      'inputValidation-warningBorder': '#b89500',
      'inputValidation-errorBackground': '#5a1d1d',
      'inputValidation-errorBorder': '#be1100',
    },
  },
  light: {
    kind: 'vscode-light',
    colors: {
      foreground: '#3b3b3b',
      descriptionForeground: '#3b3b3b',
      errorForeground: '#f85149',
      focusBorder: '#005fb8',
      'editor-background': '#ffffff',
      'editor-foreground': '#3b3b3b',
      'editorWidget-background': '#f8f8f8',
      'editorWidget-border': '#c8c8c8',
      'textLink-foreground': '#005fb8',
      'textLink-activeForeground': '#005fb8',
      'list-hoverBackground': '#f2f2f2',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-hoverBackground': '#0258a8',
      'button-border': 'rgba(0, 0, 0, 0.1)',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'button-secondaryHoverBackground': '#cccccc',
      'badge-background': '#cccccc',
      'badge-foreground': '#3b3b3b',
      'progressBar-background': '#005fb8',
      'charts-blue': '#1a85ff',
      'charts-green': '#388a34',
      'charts-red': '#e51400',
      'inputValidation-infoBackground': '#d6ecf2',
      'inputValidation-infoBorder': '#007acc',
      'inputValidation-warningBackground': '#f6f5d2',
      'inputValidation-warningBorder': '#b89500',
      'inputValidation-errorBackground': '#f2dede',
      'inputValidation-errorBorder': '#be1100',
    },
  },
  highContrast: {
    kind: 'vscode-high-contrast',
    colors: {
      foreground: '#ffffff',
      descriptionForeground: 'rgba(255, 255, 255, 0.7)',
      errorForeground: '#f48771',
      focusBorder: '#f38518',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      'editor-background': '#000000',
      'editor-foreground': '#ffffff',
      'editorWidget-background': '#0c141f',
      'editorWidget-border': '#6fc3df',
      'textLink-foreground': '#21a6ff',
      'textLink-activeForeground': '#21a6ff',
      'button-foreground': '#ffffff',
      'button-border': '#6fc3df',
      'button-secondaryForeground': '#ffffff',
      'badge-background': '#000000',
      'badge-foreground': '#ffffff',
      'progressBar-background': '#6fc3df',
      'charts-blue': '#59a4f9',
      'charts-green': '#89d185',
      'charts-red': '#f48771',
      'inputValidation-infoBackground': '#000000',
      'inputValidation-infoBorder': '#6fc3df',
      'inputValidation-warningBackground': '#000000',
      'inputValidation-warningBorder': '#6fc3df',
      'inputValidation-errorBackground': '#000000',
      'inputValidation-errorBorder': '#6fc3df',
    },
  },
  highContrastLight: {
    kind: 'vscode-high-contrast-light',
    colors: {
      foreground: '#292929',
      descriptionForeground: 'rgba(41, 41, 41, 0.7)',
      errorForeground: '#b5200d',
      focusBorder: '#006bbd',
      contrastBorder: '#0f4a85',
      contrastActiveBorder: '#006bbd',
      'editor-background': '#ffffff',
      'editor-foreground': '#292929',
      'editorWidget-background': '#ffffff',
      'editorWidget-border': '#0f4a85',
      'textLink-foreground': '#0f4a85',
      'textLink-activeForeground': '#0f4a85',
      'button-background': '#0f4a85',
      'button-foreground': '#ffffff',
      'button-border': '#0f4a85',
      'button-secondaryBackground': '#ffffff',
      'button-secondaryForeground': '#292929',
      'badge-background': '#0f4a85',
      'badge-foreground': '#ffffff',
      'progressBar-background': '#0f4a85',
      'charts-blue': '#1a85ff',
      'charts-green': '#374e06',
      'charts-red': '#b5200d',
      'inputValidation-infoBackground': '#ffffff',
      'inputValidation-infoBorder': '#0f4a85',
      'inputValidation-warningBackground': '#ffffff',
      'inputValidation-warningBorder': '#0f4a85',
      'inputValidation-errorBackground': '#ffffff',
      'inputValidation-errorBorder': '#0f4a85',
    },
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** The variables as VS Code names them, with their values. */
export function variablesOf({ colors }: Theme): Readonly<Record<string, string>> {
  const all = Object.entries({ ...fonts, ...colors });
  return Object.fromEntries(all.map(([name, value]) => [`--vscode-${name}`, value]));
}
