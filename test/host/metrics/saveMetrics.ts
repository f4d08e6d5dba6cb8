// A process that saves metrics, once it is told to begin: node saveMetrics.ts <root> <how often> <label>

import { once } from 'node:events';
import { MetricsHistory } from '../../../server/host/metrics/history.ts';
import { openStore } from '../../../server/host/store/openStore.ts';
import { recordWith } from './sampleRecord.ts';

const [root = '', saves = '', label = ''] = process.argv.slice(2);
const store = openStore({
  root,
  onTrouble: (message) => {
    throw new Error(message);
  },
});
if ('message' in store) throw new Error(store.message);
process.stdout.write('ready');
await once(process.stdin, 'data');
const own = { name: 'actions', kind: 'counter', unit: 'count', labels: ['action'] } as const;
for (let at = 0; at < Number(saves); at++) {
  const record = [...recordWith(1, 5 + at), { ...own, series: [[[label], 1]] as const }];
  new MetricsHistory(store).add(record);
}
store.close();
