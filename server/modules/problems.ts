/** What is wrong in a file, in words. */
import type { ModuleProblem } from './model.ts';

/**
 * The first thing that is wrong with a file, as one or more sentences.
 * @param name how the file is called in them
 * @param problem one of a place in its text is the end of a sentence; one of a file whose text was not looked into has no place, and says
 * all that there is to say
 * @param lacking what follows from one of a place
 */
export function brokenText(name: string, { message, end }: ModuleProblem, lacking: string): string {
  // Some of the parser's messages are sentences already.
  const why = message.replace(/\.$/, '');
  return end === 0 ? message : `${name} could not be parsed as a whole: ${why}. ${lacking}`;
}
