import { strictEqual } from 'node:assert/strict';
import { capitalize, money } from '../dist/index.js';

strictEqual(capitalize('tea'), 'Tea');
strictEqual(money(450), '4.50 EUR');
console.log('2 checks passed');
