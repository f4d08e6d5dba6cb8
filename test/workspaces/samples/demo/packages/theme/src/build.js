// Makes a style sheet out of the design tokens.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const tokens = JSON.parse(readFileSync('src/tokens.json', 'utf8'));
const rules = Object.entries(tokens).map(([name, value]) => `  --${name}: ${value};\n`);
mkdirSync('dist', { recursive: true });
writeFileSync('dist/theme.css', `:root {\n${rules.join('')}}\nbody { color: var(--ink); background: var(--paper); }\n`);
