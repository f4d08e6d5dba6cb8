// Texts, numbers, sizes and times, in English and in another language; and names of the workspace that try to be more than names.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  formatAge,
  formatBytes,
  formatDuration,
  formatMoment,
  formatShare,
  formatTimeLeft,
  inert,
  oneLine,
  plainName,
} from '../../client/format.ts';
import { setLanguage, t } from '../../client/texts.ts';

afterEach(() => setLanguage({ translate: (text) => text, locale: 'en' }));

test('values are filled in, as long as no editor does it', () => {
  strictEqual(t('{1} before {0}, {2} is not there', 'a', 2), '2 before a, {2} is not there');
});

test('sizes have the unit that keeps them short', () => {
  setLanguage({ translate: (text) => text, locale: 'en' });
  const sizes = [0, 999, 1000, 1500, 99_960, 999_499, 999_500, 5_000_000_000, 2e15];
  deepStrictEqual(sizes.map(formatBytes), [
    '0 B',
    '999 B',
    '1 kB',
    '1.5 kB',
    '100 kB',
    '999 kB',
    '1 MB',
    '5 GB',
    '2,000 TB',
  ]);
});

test('durations have at most two parts', () => {
  setLanguage({ translate: (text) => text, locale: 'en' });
  const times = [0, 85.4, 999.4, 1234, 59_940, 59_960, 60_000, 200_000, 3_600_000, 7_500_000];
  deepStrictEqual(times.map(formatDuration), [
    '0 ms',
    '85 ms',
    '999 ms',
    '1.2 s',
    '59.9 s',
    '1 min',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
  ]);
});

test('only the whole is 100%, and only nothing 0%', () => {
  setLanguage({ translate: (text) => text, locale: 'en' });
  deepStrictEqual([0, 0.001, 0.5, 0.999, 1].map(formatShare), ['0%', '1%', '50%', '99%', '100%']);
});

test('ages and times to come', () => {
  setLanguage({ translate: (text) => text.replace('{0}', '6'), locale: 'en' });
  const now = 1_000_000_000_000;
  const ages = [-5, 44, 50, 7200, 86_400 * 3].map((seconds) =>
    formatAge(now - seconds * 1000, now),
  );
  deepStrictEqual(ages, ['just now', 'just now', '1 min. ago', '2 hr. ago', '3 days ago']);
  strictEqual(formatTimeLeft(6 * 86_400_000), '6 days');
  const noon = new Date(2026, 10, 21, 12, 0, 5).getTime();
  strictEqual(formatMoment(noon, noon + 3_600_000), '12:00:05 PM');
  strictEqual(formatMoment(noon, noon + 86_400_000), 'Nov 21, 2026, 12:00 PM');
  strictEqual(plainName('\0pack 5'), 'pack 5');
  strictEqual(formatTimeLeft(-1), '0 ms');
});

test('another language has its own numbers and texts', () => {
  setLanguage({ translate: (text) => (text === 'just now' ? 'soeben' : text), locale: 'de' });
  strictEqual(formatBytes(1500), '1,5 kB');
  strictEqual(formatAge(0, 0), 'soeben');
});

test('a name stays on its line and in its direction', () => {
  strictEqual(oneLine('a\nb\tc\u001b[31m\u202etxt.exe'), 'a⏎b c\ufffd[31m\ufffdtxt.exe');
  strictEqual(oneLine('<img src=x onerror=alert(1)>.ts'), '<img src=x onerror=alert(1)>.ts');
});

test('a name is neither icon nor link', () => {
  strictEqual(inert('$(trash) [x](command:y)'), '$\u200b(trash) [x]\u200b(command:y)');
  strictEqual(inert('web#build'), 'web#build');
});
