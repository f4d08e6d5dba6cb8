/** Starts workers of pages. The policy lets a worker come from a `blob:` alone, so its script, which lies beside the page's own, is fetched as text first. */

/** Starts the worker whose script is at an address. Rejects where it cannot be fetched. */
export async function workerFrom(scriptUrl: string): Promise<Worker> {
  const response = await fetch(scriptUrl);
  if (!response.ok) throw new Error(`${scriptUrl}: ${response.status}`);
  const blob = new Blob([await response.text()], { type: 'text/javascript' });
  const url = URL.createObjectURL(blob);
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
