/** The page's worker: reads the file, lays it out, and answers questions about it. It exists so that the page's own thread never waits for a million spans. */
import type { Profile } from '../../server/profiles/profile.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';
import { GrowingRun } from '../../server/profiles/run/runProfile.ts';
import type { ColorMode } from './model/colorClasses.ts';
import { buffersOf, type Layout, timeLayout } from './model/layout.ts';
import { answer, headOf } from './worker/answers.ts';
import { ChunkQueue } from './worker/chunkQueue.ts';
import type { FromWorker, ToWorker } from './worker/messages.ts';

const chunks = new ChunkQueue((bytes) => post({ type: 'taken', bytes }));
let profile: Profile | undefined;
/** Of a run under way, all there was so far. */
const run = new GrowingRun();

function post(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  self.postMessage(message, { transfer });
}

async function open({ name, mode }: ToWorker & { type: 'open' }): Promise<void> {
  const read = await readProfile(chunks, { name });
  if ('problem' in read) return post({ type: 'unreadable', problem: read.problem });
  const { made, buffers } = show(read, mode);
  post({ type: 'opened', ...made }, buffers);
}

/** What the page draws; its buffers may go with it. */
function show(shown: Profile, mode: ColorMode) {
  profile = shown;
  const layout = timeLayout(shown);
  const head = headOf(shown, mode);
  const packed = [head.names, head.categories, head.files];
  const texts = packed.flatMap(({ bytes, ends }) => [bytes.buffer, ends.buffer]);
  const buffers = [...buffersOf(layout), ...buffersOf(head.instants), ...texts];
  return { made: { head, layout }, buffers };
}

function grow({ id, more }: ToWorker & { type: 'grow' }): void {
  run.add(more.steps);
  if (!more.isShown) {
    post({ type: 'answer', id, value: undefined });
    return;
  }
  const { left, now, mode } = more;
  const { made, buffers } = show(run.profile({ left, now }), mode);
  post({ type: 'answer', id, value: made }, buffers);
}

function ask({ id, question, params }: ToWorker & { type: 'ask' }): void {
  if (profile === undefined) {
    post({ type: 'error', id, message: 'No profile is open.' });
    return;
  }
  const value = answer(profile, question, params);
  post({ type: 'answer', id, value }, transferOf(value));
}

// What is made for one answer alone may go with it.
function transferOf(value: unknown): ArrayBuffer[] {
  if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) return [value.buffer];
  return isLayout(value) ? buffersOf(value) : [];
}

function isLayout(value: unknown): value is Layout {
  return typeof value === 'object' && value !== null && 'rowFirst' in value;
}

function tell(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'open':
      open(data).catch((error) => post({ type: 'unreadable', problem: tell(error) }));
      break;
    case 'chunk':
      chunks.push(data.bytes);
      break;
    case 'end':
      chunks.end();
      break;
    case 'ask':
    case 'grow':
      try {
        if (data.type === 'ask') ask(data);
        else grow(data);
      } catch (error) {
        post({ type: 'error', id: data.id, message: tell(error) });
      }
  }
});
