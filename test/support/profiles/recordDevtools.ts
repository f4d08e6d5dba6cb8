/**
 * Makes a trace as the Performance panel of Chromium's DevTools does, by the same protocol: events of the page, and the processor profile of
 * its main thread among them. What a reader must cope with is what Chromium writes today, not what somebody wrote down once.
 */
import type { CDPSession } from 'playwright-core';
import { startChromium } from '../chromium.ts';

const categories = [
  '-*',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-v8.cpu_profiler',
  'v8.execute',
  'blink.user_timing',
  'toplevel',
];

/**
 * Records what a page does while it runs a script.
 * @returns the file's text
 */
export async function recordDevtools(script: () => unknown): Promise<string> {
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    const session = await page.context().newCDPSession(page);
    await session.send('Tracing.start', {
      transferMode: 'ReturnAsStream',
      traceConfig: { includedCategories: categories },
    });
    await page.evaluate(script);
    const complete = new Promise<string>((resolve) => {
      session.once('Tracing.tracingComplete', ({ stream }) => resolve(stream ?? ''));
    });
    await session.send('Tracing.end');
    return await readStream(session, await complete);
  } finally {
    await browser.close();
  }
}

async function readStream(session: CDPSession, handle: string): Promise<string> {
  let text = '';
  for (;;) {
    const { data, eof } = await session.send('IO.read', { handle });
    text += data;
    if (eof) return text;
  }
}
