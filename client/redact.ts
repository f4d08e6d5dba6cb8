/** Takes out of a text what says whose machine it is from: where folders lie, the names of users in paths, and what looks like a secret. */

// `NPM_TOKEN=abc`, `--password abc`, `"apiKey": "abc"`; the text is JSON, in which quotes may be escaped.
const secret =
  /((?:token|password|passwd|secret|api[-_]?key|credentials?)(?:\\?")?(?:\s*[=:]\s*|\s+(?=\S))(?:\\?")?)[^\s"\\,}]+/gi;

/**
 * Takes it out.
 *
 * @param roots paths of workspace folders, as the system writes them
 * @param home the user's folder; that of the system's administrator has no name of a user in it
 */
export function redact(text: string, roots: readonly string[], home?: string): string {
  // The longest first: one folder may lie in another, and all of them in the user's.
  const sorted = [...roots].sort((a, b) => b.length - a.length);
  const named = sorted.map((root, index) => [root, `<folder ${index + 1}>`] as const);
  let clean = text;
  for (const [path, name] of [...named, [home ?? '', '<home>'] as const]) {
    if (path.length <= 1) continue;
    const escaped = JSON.stringify(path).slice(1, -1);
    for (const form of new Set([path, escaped, path.replaceAll('\\', '/'), encodeURI(path)])) {
      clean = clean.replaceAll(form, name);
    }
  }
  return clean
    .replace(secret, '$1<secret>')
    .replace(/(:\/\/)[^/@\s"]+@/g, '$1<secret>@')
    .replace(
      /((?:\/home\/|\/Users\/|[A-Za-z]:(?:\\\\?|\/)Users(?:\\\\?|\/)))[^/\\"\s]+/g,
      '$1<user>',
    )
    .replace(/file:\/\/\/(?!<)[^"\s]*/g, 'file:///<path>');
}
