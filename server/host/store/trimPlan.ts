/**
 * Decides what to drop: pure, so that limits can be tested without a disk. Expired things go first, then the longest unused until what
 * is left fits. A blob's bytes are freed with the last thing that needs it.
 */
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { BlobFile } from './blobWalk.ts';
import type { KeptItem } from './inventory.ts';

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
  readonly kept: readonly KeptItem[];
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
  const dropped = items.filter(rules.drop);
  const remaining = items.filter((item) => !rules.drop(item));
  const users = countUsers(remaining, pinned);
  const sizes = new Map(blobs.map((blob) => [blob.digest, blob.size]));
  let bytes = blobs.reduce((total, blob) => total + (users.has(blob.digest) ? blob.size : 0), 0);
  const byUse = [...remaining].sort((a, b) => a.lastUsedAt - b.lastUsedAt || a.row - b.row);
  let next = 0;
  for (; next < byUse.length && bytes > rules.maxBytes; next++) {
    const item = byUse[next];
    if (item) bytes -= release(item, users, sizes);
  }
  const unneeded = blobs.filter((blob) => !users.has(blob.digest));
  return {
    dropped: [...dropped, ...byUse.slice(0, next)],
    kept: byUse.slice(next),
    unneeded,
    freedBytes: unneeded.reduce((total, blob) => total + blob.size, 0),
  };
}

function countUsers(
  items: readonly KeptItem[],
  pinned: readonly BlobDigest[],
): Map<BlobDigest, number> {
  const users = new Map<BlobDigest, number>();
  const add = (blob: BlobDigest): void => {
    users.set(blob, (users.get(blob) ?? 0) + 1);
  };
  for (const item of items) item.blobs.forEach(add);
  pinned.forEach(add);
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
