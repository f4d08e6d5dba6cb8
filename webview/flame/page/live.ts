/**
 * The chart of a run under way: asks what happened since the last time while the page is seen, has the worker make the profile of then, and when the run has
 * ended, shows its file in place of it.
 */
import type { RunProfileDelta, RunProfileEnd } from '../../../server/protocol/profiles.ts';
import type { ProfileSource } from '../../../server/protocol/webview.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Translate } from '../../overview/texts.ts';
import { startWorker, type WorkerLink } from '../worker/link.ts';
import type { FlamePage } from './flamePage.ts';
import type { ShownProfile } from './shown.ts';
import { feedOf } from './source.ts';

/** What it works with. */
export interface LiveParts {
  readonly bridge: Bridge;
  readonly t: Translate;
  readonly workerUrl: string;
  /** Makes the page for the first profile with something in it. */
  readonly openPage: (profile: ShownProfile) => Promise<FlamePage>;
  /** Says how it stands while there is no page. */
  readonly say: (text: string) => void;
}

/** What the extension answers. */
interface LiveAnswer {
  readonly delta: RunProfileDelta | undefined;
  /** The file of the run, once it has ended. */
  readonly profile: ProfileSource | undefined;
}

const askEveryMs = 250;
/** Making a profile of a long run takes a while, on a machine that builds; it shall be no more than a fifth of the time. */
const restPerWork = 4;

/** Shows a run until it has ended. Rejects with an error whose message is for people, where there is nothing to see. */
export async function showLive(parts: LiveParts): Promise<void> {
  const { t, say } = parts;
  say(t('The run has not done anything yet.'));
  const shown = new LiveRun(parts, await startWorker(parts.workerUrl));
  while (await shown.advance()) await shown.pause();
}

class LiveRun {
  readonly #parts: LiveParts;
  readonly #link: WorkerLink;
  #page: FlamePage | undefined;
  #since = 0;
  #askedAt = 0;
  #hasMore = false;
  #workMs = 0;

  constructor(parts: LiveParts, link: WorkerLink) {
    this.#parts = parts;
    this.#link = link;
  }

  /** One question, and what becomes of its answer. @returns false where it was the last */
  async advance(): Promise<boolean> {
    const { bridge, t } = this.#parts;
    this.#askedAt = performance.now();
    const answer = await bridge.ask('profile/live', { since: this.#since }).then(answerOf, lost);
    const { delta, profile } = answer;
    if (delta === undefined) {
      this.#end(
        t(
          'Nothing more is known of this run: the language server was started anew or has stopped. Start the build again to see it.',
        ),
      );
      return false;
    }
    this.#since = delta.next;
    this.#hasMore = delta.hasMore;
    if (profile !== undefined) return await this.#finish(profile, delta);
    await this.#grow(delta);
    if (delta.ended === undefined || delta.hasMore) return true;
    const isNone = delta.left === 0 && this.#page === undefined;
    this.#end(
      isNone ? whyNothing(t, delta.ended) : t('The run has ended. Its profile was not kept.'),
    );
    return false;
  }

  /** Waits until it is time to ask again, and somebody looks. */
  async pause(): Promise<void> {
    const spent = performance.now() - this.#askedAt;
    const rest = Math.max(askEveryMs - spent, this.#workMs * restPerWork);
    if (!this.#hasMore) await new Promise((resolve) => window.setTimeout(resolve, rest));
    while (document.visibilityState !== 'visible') {
      await new Promise<void>((resolve) => {
        document.addEventListener('visibilitychange', () => resolve(), { once: true });
      });
    }
  }

  async #grow(delta: RunProfileDelta): Promise<void> {
    const startedAt = performance.now();
    const { steps, now, left, hasMore, ended } = delta;
    const mode = this.#page?.mode ?? 'name';
    const until = ended === undefined || hasMore ? now : undefined;
    const made = await this.#link.grow({ steps, left, mode, now: until, isShown: !hasMore });
    if (made === undefined || made.head.spanCount === 0) return;
    const profile = { link: this.#link, isKnownRun: false, ...made };
    if (this.#page === undefined) this.#page = await this.#parts.openPage(profile);
    else await this.#page.grow(profile);
    this.#workMs = performance.now() - startedAt;
  }

  /** The file has what the run was bound by, besides. */
  async #finish(source: ProfileSource, { ended }: RunProfileDelta): Promise<false> {
    const { bridge, t, workerUrl } = this.#parts;
    const link = await startWorker(workerUrl);
    const file = { name: source.name, mode: this.#page?.mode ?? 'name' };
    const opened = await link.open(file, feedOf(source, bridge));
    if ('problem' in opened) {
      link.close();
      this.#end(opened.problem);
      return false;
    }
    const profile = { link, isKnownRun: true, ...opened };
    const isStopped = ended?.isStopped === true;
    if (this.#page === undefined) this.#page = await this.#parts.openPage(profile);
    else await this.#page.grow(profile);
    await this.#page.finish(isStopped ? t('The run was stopped.') : undefined);
    this.#link.close();
    return false;
  }

  #end(why: string): void {
    if (this.#page === undefined) throw new Error(why);
    void this.#page.finish(why);
  }
}

/** Why there is nothing to see of a run that is over, and what to do. */
function whyNothing(t: Translate, { refused = [], isStopped }: RunProfileEnd): string {
  const [problem, ...others] = refused;
  if (problem !== undefined) {
    const { message, suggestion, place } = problem;
    const where = place && `${[place.path, place.line, place.column].join(':')}: `;
    return [
      t('This build did not start. {0}', `${where ?? ''}${message}`),
      ...(suggestion === undefined ? [] : [suggestion]),
      ...(others.length === 0 ? [] : [t('Other problems: {0}.', String(others.length))]),
      t('When that is mended, start the build again.'),
    ].join(' ');
  }
  if (isStopped) return t('The build was stopped before it began. Start it again to see it.');
  return t('There was nothing to do.');
}

function answerOf(value: unknown): LiveAnswer {
  const { delta, profile } = { ...(value as Partial<LiveAnswer> | null) };
  return { delta: delta ?? undefined, profile: profile ?? undefined };
}

// The server is gone; what it would have said is not known.
function lost(): LiveAnswer {
  return { delta: undefined, profile: undefined };
}
