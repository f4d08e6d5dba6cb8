// Numbers as the pages write them, and texts with values in them.

import { deepEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { Formats } from '../../webview/overview/formats.ts';
import { translateWith } from '../../webview/overview/texts.ts';

const english = new Formats('en');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

test('durations take the units that fit, also where rounding goes over the edge', () => {
  const texts = [0, 0.4, 85, 999.4, 999.6, 1_234, 59_949, 59_960, 61_000, 3_599_600, 5_400_000];
  deepEqual(
    texts.map((ms) => english.duration(ms)),
    [
      '0 ms',
      '0 ms',
      '85 ms',
      '999 ms',
      '1 s',
      '1.2 s',
      '59.9 s',
      '1 min',
      '1 min 1 s',
      '1 h',
      '1 h 30 min',
    ],
  );
});

test('sizes take the units that fit, also where rounding goes over the edge', () => {
  const sizes = [0, 1, 999, 999.6, 1_500, 9_949, 9_960, 999_600, 41_200_000, 5e9, 1e16];
  deepEqual(
    sizes.map((bytes) => english.size(bytes)),
    [
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1 kB',
      '1.5 kB',
      '9.9 kB',
      '10 kB',
      '1 MB',
      '41 MB',
      '5 GB',
      '10,000 TB',
    ],
  );
});

test('shares are cut: nearly all is not all', () => {
  deepEqual(
    [1, 0.99999, 0.8734, 0.0004, 0].map((share) => english.percent(share)),
    ['100%', '99.9%', '87.3%', '0%', '0%'],
  );
});

test('ages are told in the largest unit, and nothing lies in the future', () => {
  const ages = [-5 * minuteMs, 0, 59_000, minuteMs, 3 * hourMs, dayMs, 9 * dayMs, 70 * dayMs];
  deepEqual(
    ages.map((age) => english.ago(1_000_000_000_000 - age, 1_000_000_000_000)),
    ['now', 'now', 'now', '1 min. ago', '3 hr. ago', 'yesterday', '9 days ago', '2 mo. ago'],
  );
});

test('a limit is days where it is that long', () => {
  deepEqual([english.limit(7 * dayMs), english.limit(hourMs)], ['7 days', '1 h']);
});

test('texts are those of the table, else English; values are put in once', () => {
  const t = translateWith({ 'Size: {0}': '{0} groß', Wrong: 7 as never });
  strictEqual(t('Size: {0}', '{0}'), '{0} groß');
  strictEqual(t('Open {0} of {1}', 'a', '{0}'), 'Open a of {0}');
  strictEqual(t('Wrong'), 'Wrong');
  strictEqual(t('toString'), 'toString');
  strictEqual(t('{3}', 'a'), '{3}');
});
