/**
 * The document of a webview page: a policy, one style sheet, one script, and nothing of the workspace. All text is put in by the
 * script, as text. Example of the policy: `default-src 'none'; style-src https://*.vscode-cdn.net 'nonce-4f…'; script-src 'nonce-4f…'`.
 */

/** What a document is made of. */
export interface PageParts {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  /** `webview.cspSource`: where files of the extension come from. */
  readonly cspSource: string;
  /** New for each document, and not to be guessed. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** True: the page starts a worker, and fetches files that its webview may read. Default: it does neither. */
  readonly hasWorker?: boolean;
}

/**
 * The policy of a page. Nothing may be loaded but its own script and style sheet, nothing inline runs or styles, nothing is sent
 * anywhere. Styles that the UI toolkit adopts as objects (`adoptedStyleSheets`) are no inline styles to a policy; it makes one style
 * element, to see whether the browser knows `:focus-visible`, and takes the nonce for it from the element `csp-nonce`.
 */
export function pagePolicy({
  cspSource,
  nonce,
  hasWorker = false,
}: Pick<PageParts, 'cspSource' | 'nonce' | 'hasWorker'>): string {
  return [
    "default-src 'none'",
    // A worker's script has another origin than the page, so it comes out of a text that the page has fetched.
    ...(hasWorker ? [`connect-src ${cspSource}`, 'worker-src blob:'] : []),
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The document as HTML. */
export function pageHtml(parts: PageParts): string {
  const { language, title, nonce, scriptUri, styleUri } = parts;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(pagePolicy(parts))}">
<meta property="csp-nonce" content="${escapeHtml(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(styleUri)}">
</head>
<body>
<main id="page"></main>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUri)}"></script>
</body>
</html>
`;
}

/** A nonce of 192 bits from the system's source of randomness, in hexadecimal. */
export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
