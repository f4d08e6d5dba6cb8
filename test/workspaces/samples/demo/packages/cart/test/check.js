import { strictEqual } from 'node:assert/strict';
import { total } from '../dist/index.js';

strictEqual(total([]), 0);
strictEqual(total(['tea', 'tea']), 2 * total(['tea']));
console.log('2 checks passed');
