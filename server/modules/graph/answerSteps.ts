/** Answers that may take longer than a person would wait for. */

/** Work that can be interrupted between any two steps. */
export type AnswerSteps<Answer> = Generator<undefined, Answer>;

/** Goes through all steps at once, for who has nothing else to do. */
export function atOnce<Answer>(steps: AnswerSteps<Answer>): Answer {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}
