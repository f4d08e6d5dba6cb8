/** A problem of the configuration as one line, in the form that terminals and editors turn into a link. */
import type { Problem } from '../engine/model/problem.ts';
import { visibleLines } from './render/visible.ts';

/** `file:line:column: error: Message. Suggestion`, safe to print. */
export function problemLine({ location, severity, message, suggestion }: Problem): string {
  const where = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  const end = /[.!?]$/.test(message) ? '' : '.';
  return visibleLines(`${where}${severity}: ${message}${end}${suggestion ? ` ${suggestion}` : ''}`);
}
