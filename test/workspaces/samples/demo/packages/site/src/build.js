// Writes the pages of the site.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { render as basket } from '../../../dist/views/basket.js';
import { render as home } from '../../../dist/views/home.js';
import { total } from '../../cart/dist/index.js';
import { catalogLines } from '../../catalog/dist/index.js';
import { money } from '../../words/dist/index.js';

const things = ['tea', 'cocoa'];
mkdirSync('dist', { recursive: true });
writeFileSync('dist/index.html', home({ title: 'Shop', lines: catalogLines() }));
writeFileSync('dist/basket.html', basket({ count: things.length, total: money(total(things)) }));
copyFileSync('../theme/dist/theme.css', 'dist/theme.css');
console.log('2 pages');
