/**
 * Decides what to drop: pure, so that limits can be tested without a disk. Expired things go first, then the longest unused until what
 * is left fits. A blob's bytes are freed with the last thing that needs it.
 */
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { BlobFile } from './blobWalk.ts';
import type { KeptItem } from './inventory.ts';
import { isAging } from './inventory.ts';
import type { Steps } from './steps.ts';
import { runThrough } from './steps.ts';

/** Things looked at in one step. */
const stepItems = 500;

/** What must hold afterwards. */
export interface TrimRules {
  /** Things for which this holds are dropped. */
  readonly drop: (item: KeptItem) => boolean;
  /** Bytes of all blobs on disk, at most. */
  readonly maxBytes: number;
}

/** What to do. */
export interface TrimPlan {
  readonly dropped: readonly KeptItem[];
  /** Blobs that nothing needs (any more). */
  readonly unneeded: readonly BlobFile[];
  /** Their bytes on disk. */
  readonly freedBytes: number;
}

/**
 * @param items everything that is kept
 * @param blobs the files there are
 * @param pinned blobs that are needed whatever is dropped
 */
export function planTrim(
  items: readonly KeptItem[],
  blobs: readonly BlobFile[],
  pinned: readonly BlobDigest[],
  rules: TrimRules,
): TrimPlan {
  return runThrough(planTrimInSteps(items, blobs, pinned, rules));
}

/** `planTrim`, a step for every few hundred things. */
export function* planTrimInSteps(
  items: readonly KeptItem[],
  blobs: readonly BlobFile[],
  pinned: readonly BlobDigest[],
  rules: TrimRules,
): Steps<TrimPlan> {
  const dropped: KeptItem[] = [];
  const remaining: KeptItem[] = [];
  const users = countUsers(pinned);
  for (const [at, item] of items.entries()) {
    if (at % stepItems === 0) yield { message: 'Looking for what goes', share: at / items.length };
    const isDropped = rules.drop(item);
    (isDropped ? dropped : remaining).push(item);
    if (!isDropped) for (const blob of item.blobs) users.set(blob, (users.get(blob) ?? 0) + 1);
  }
  dropped.push(...(yield* trimToSize(remaining, users, blobs, rules.maxBytes)));
  const unneeded = blobs.filter((blob) => !users.has(blob.digest));
  return {
    dropped,
    unneeded,
    freedBytes: unneeded.reduce((total, blob) => total + blob.size, 0),
  };
}

/** Releases the longest unused until the rest fits. @returns what does not */
function* trimToSize(
  remaining: readonly KeptItem[],
  users: Map<BlobDigest, number>,
  blobs: readonly BlobFile[],
  maxBytes: number,
): Steps<readonly KeptItem[]> {
  let bytes = blobs.reduce((total, { digest, size }) => total + (users.has(digest) ? size : 0), 0);
  if (bytes <= maxBytes) return [];
  const sizes = new Map(blobs.map((blob) => [blob.digest, blob.size]));
  const byUse = remaining
    .filter(isAging)
    .sort((a, b) => a.lastUsedAt - b.lastUsedAt || a.row - b.row);
  for (const [at, item] of byUse.entries()) {
    if (bytes <= maxBytes) return byUse.slice(0, at);
    if (at % stepItems === 0) yield { message: 'Looking for what goes', share: 1 };
    bytes -= release(item, users, sizes);
  }
  return byUse;
}

function countUsers(pinned: readonly BlobDigest[]): Map<BlobDigest, number> {
  const users = new Map<BlobDigest, number>();
  for (const blob of pinned) users.set(blob, (users.get(blob) ?? 0) + 1);
  return users;
}

/** @returns bytes that nothing needs now */
function release(
  item: KeptItem,
  users: Map<BlobDigest, number>,
  sizes: ReadonlyMap<BlobDigest, number>,
): number {
  let freed = 0;
  for (const blob of item.blobs) {
    const left = (users.get(blob) ?? 0) - 1;
    if (left > 0) users.set(blob, left);
    else if (users.delete(blob)) freed += sizes.get(blob) ?? 0;
  }
  return freed;
}
