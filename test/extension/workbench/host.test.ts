// The end of the test host itself: whoever removes its folder afterwards must not meet a process that still
// writes into it.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { makeTempDir } from '../../support/tempDir.ts';
import { launchBrowser, newPage, waitForWorkbench } from '../../support/vscodeHost/browser.ts';
import { startHost, windowAddress } from '../../support/vscodeHost/host.ts';
import { installHost } from '../../support/vscodeHost/installHost.ts';
import { eventually, groupOfProcess, newProcessOf, processesOfGroup } from './processes.ts';

test('when the host has stopped, no process of its group is left', async (t) => {
  let stop = async (): Promise<void> => undefined;
  const scratch = await makeTempDir({ after: (remove) => t.after(() => stop().finally(remove)) });
  const install = await installHost((line) => t.diagnostic(line));
  const host = await startHost(install, { scratch });
  stop = () => host.stop();
  const browser = await launchBrowser(install);
  t.after(() => browser.close());
  const page = await newPage(browser, { width: 800, height: 600 });
  await page.goto(windowAddress(host, {}));
  await waitForWorkbench(page);
  const server = await newProcessOf(scratch, 'server', 0);
  const group = groupOfProcess(server);
  // The server has started at least the extension host.
  await eventually('a second process of the host', () => processesOfGroup(group)[1]);
  await host.stop();
  deepStrictEqual(processesOfGroup(group), []);
});
