/** Takes out of a text what says whose machine it is from: where folders lie, and the names of users in paths. */

/**
 * Takes it out.
 *
 * @param roots paths of workspace folders, as the system writes them
 */
export function redact(text: string, roots: readonly string[]): string {
  let clean = text;
  // The longest first: one folder may lie in another.
  const sorted = [...roots].filter((root) => root.length > 1).sort((a, b) => b.length - a.length);
  for (const [index, root] of sorted.entries()) {
    const name = `<folder ${index + 1}>`;
    const escaped = JSON.stringify(root).slice(1, -1);
    for (const form of new Set([root, escaped, root.replaceAll('\\', '/'), encodeURI(root)])) {
      clean = clean.replaceAll(form, name);
    }
  }
  return clean
    .replace(
      /((?:\/home\/|\/Users\/|[A-Za-z]:(?:\\\\?|\/)Users(?:\\\\?|\/)))[^/\\"\s]+/g,
      '$1<user>',
    )
    .replace(/file:\/\/\/(?!<)[^"\s]*/g, 'file:///<path>');
}
