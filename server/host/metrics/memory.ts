/** How much memory this process has now. Asking costs some ten microseconds, so the collector asks at most once a second. */
import type { MemoryReader } from '../../engine/metrics/memory.ts';

/** Node's own figures. */
export const nodeMemory: MemoryReader = {
  read() {
    const { heapUsed, heapTotal, rss, external } = process.memoryUsage();
    return { heapUsed, heapTotal, rss, external };
  },
};
