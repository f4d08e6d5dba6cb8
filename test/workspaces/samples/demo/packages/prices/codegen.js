// Makes a module out of the table of prices.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [, ...rows] = readFileSync('data/prices.csv', 'utf8').trim().split('\n');
const entries = rows.map((row) => row.split(',')).map(([name, cents]) => `  ${name}: ${Number(cents)},\n`);
mkdirSync('src/generated', { recursive: true });
writeFileSync('src/generated/prices.js', `export const prices = {\n${entries.join('')}};\n`);
console.log(`${rows.length} prices`);
