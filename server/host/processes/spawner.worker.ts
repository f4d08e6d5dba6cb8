/**
 * The helper process that starts commands for an engine with much memory: it imports almost nothing, so that its own forks are cheap.
 * It tells the engine what it starts and what comes of it, and decides nothing; except when the engine is gone, however that came
 * about: then it ends all that still runs, and itself.
 */
import type { ChildProcess } from 'node:child_process';
import {
  letGo,
  outputStreams,
  pauseAfterExit,
  setReading,
  spawnGroup,
  startError,
} from './directStart.ts';
import { ProcessGroups, realPause } from './groups.ts';
import { changedEnvironment, type FromSpawner, type ToSpawner } from './spawnerMessages.ts';

/** Above so many bytes that the engine has not taken yet, commands have to wait with their output. */
const highWaterBytes = 1 << 20;
const lowWaterBytes = 1 << 18;

/** After so many bytes of output their buffers are collected: left to itself, the heap lets 100 MB come together before it looks. */
const collectionBytes = 8 << 20;

const commands = new Map<number, ChildProcess>();
/** Asked to read on while nothing is read. */
const toReadOn = new Set<number>();
let base: Readonly<Record<string, string>> = {};
let groups = new ProcessGroups({ graceMs: 2000, pause: realPause });
let queuedBytes = 0;
let bytesSinceCollection = 0;
/** The engine takes more. */
let isWanted = true;
let isFull = false;
let paused = false;

function receive(message: ToSpawner): void {
  switch (message.type) {
    case 'setup':
      base = message.base;
      groups = new ProcessGroups({ graceMs: message.graceMs, pause: realPause });
      break;
    case 'start':
      void start(message);
      break;
    case 'let-go':
      finishEarly(message.id);
      break;
    case 'read-on':
      readOn(message.id);
      break;
    case 'reading':
      isWanted = message.isReading;
      setPaused();
      break;
    case 'stop':
      void endOnRequest();
      break;
  }
}

async function start(request: Extract<ToSpawner, { type: 'start' }>): Promise<void> {
  const { id, line, cwd } = request;
  try {
    const child = spawnGroup(line, cwd, changedEnvironment(base, request.environment));
    if (child.pid === undefined) throw await startError(child);
    groups.add(child.pid);
    send({ type: 'started', id, pid: child.pid });
    commands.set(id, child);
    follow(id, child, child.pid);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    send({ type: 'not-started', id, code, message });
  }
}

function follow(id: number, child: ChildProcess, pid: number): void {
  for (const stream of outputStreams) {
    child[stream]?.on('data', (bytes: Buffer) => {
      send({ type: 'log', id, stream, bytes }, bytes.length);
    });
    if (paused) child[stream]?.pause();
  }
  let closed = false;
  let exitSent = false;
  const finish = (): void => {
    groups.remove(pid);
    commands.delete(id);
  };
  child.once('exit', (code, signal) => {
    pauseAfterExit(child, () => paused);
    // Most streams end with the leader: one message for both ends, then.
    setImmediate(() => {
      exitSent = true;
      send({ type: 'exit', id, code, signal, closed });
    });
  });
  child.once('close', () => {
    closed = true;
    finish();
    if (exitSent) send({ type: 'closed', id });
  });
}

/** The leader has ended, but others hold its streams. They may live on. */
function finishEarly(id: number): void {
  const child = commands.get(id);
  if (child === undefined) return;
  letGo(child);
  if (child.pid !== undefined) groups.remove(child.pid);
  commands.delete(id);
  toReadOn.delete(id);
}

/** Streams that have to wait for the engine are not read, which must not look like silence. */
function readOn(id: number): void {
  if (paused) toReadOn.add(id);
  else setImmediate(() => (paused ? readOn(id) : send({ type: 'read-on', id })));
}

/** @param bytes how much of the message counts as waiting until the engine's side has taken it */
function send(message: FromSpawner, bytes = 0): void {
  // When the engine is gone, so is the channel; `disconnect` deals with that.
  if (!process.connected) return;
  queuedBytes += bytes;
  collectAfter(bytes);
  process.send?.(message, undefined, undefined, () => {
    queuedBytes -= bytes;
    if (isFull && queuedBytes <= lowWaterBytes) setFull(false);
  });
  if (!isFull && queuedBytes > highWaterBytes) setFull(true);
}

function collectAfter(bytes: number): void {
  bytesSinceCollection += bytes;
  if (bytesSinceCollection < collectionBytes) return;
  bytesSinceCollection = 0;
  globalThis.gc?.({ type: 'minor' });
}

function setFull(value: boolean): void {
  isFull = value;
  setPaused();
}

function setPaused(): void {
  const value = isFull || !isWanted;
  if (value === paused) return;
  paused = value;
  for (const child of commands.values()) setReading(child, !paused);
  if (paused) return;
  const waiting = [...toReadOn];
  toReadOn.clear();
  for (const id of waiting) readOn(id);
}

async function endOnRequest(): Promise<void> {
  await groups.endAll();
  // Their ends were seen by the system, and are now seen here.
  for (let round = 0; round < 50 && commands.size > 0; round++) await realPause(2);
  // What was sent goes out in order: when this one is out, all is.
  process.send?.({ type: 'stopped' } satisfies FromSpawner, undefined, undefined, () => {
    process.exit(0);
  });
}

async function endWithEngine(): Promise<void> {
  // Nobody takes the output any more, but a full pipe would keep a command from cleaning up.
  for (const child of commands.values()) letGo(child);
  await groups.endAll();
  process.exit(0);
}

process.on('disconnect', () => void endWithEngine());
process.on('message', receive);
send({ type: 'ready' });
