/** Environment variables by name and pattern, with Turborepo's syntax: `VITE_*`, `!VITE_SECRET`, `\*` for a star. */

/** Values of the variables that the patterns name now; undefined for a name that is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Picks variables.
 * @param patterns names, patterns with `*`, and exclusions that start with `!`
 * @param environment all variables
 */
export function pickVariables(patterns: readonly string[], environment: Variables): Variables {
  const picked: Record<string, string | undefined> = Object.create(null);
  const excluded = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => nameMatcher(pattern.slice(1)));
  const isExcluded = (name: string): boolean => excluded.some((matches) => matches(name));
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) continue;
    for (const name of namesOf(pattern, environment))
      if (!isExcluded(name)) picked[name] = environment[name];
  }
  const sorted: Record<string, string | undefined> = Object.create(null);
  for (const name of Object.keys(picked).sort()) sorted[name] = picked[name];
  return sorted;
}

function namesOf(pattern: string, environment: Variables): readonly string[] {
  if (!pattern.includes('*')) return [unescaped(pattern)];
  if (!/(?:^|[^\\])\*/.test(pattern)) return [unescaped(pattern)];
  const matches = nameMatcher(pattern);
  return Object.keys(environment).filter(
    (name) => environment[name] !== undefined && matches(name),
  );
}

function unescaped(pattern: string): string {
  return pattern.replaceAll(/\\([*!])/g, '$1');
}

/** Linear in the name for each star: the parts between stars are looked for from left to right. */
function nameMatcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split(/(?<!\\)\*+/).map(unescaped);
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return (name) => name === first;
  const last = rest.pop() ?? '';
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
      return false;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  };
}
