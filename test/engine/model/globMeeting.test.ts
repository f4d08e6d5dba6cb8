/** Whether two patterns can match one path: tables of what people write, and picomatch on every short path as the reference. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { filesMeet, literalPattern, patternsMeet } from '../../../server/engine/model/glob.ts';

function meets(a: string, b: string, expected: { all: boolean; files: boolean }): void {
  for (const [left, right] of [
    [a, b],
    [b, a],
  ] as const) {
    const found = { all: patternsMeet(left, right), files: filesMeet(left, right) };
    assert.deepEqual(found, expected, `${left} and ${right}`);
  }
}

const always = { all: true, files: true };
const never = { all: false, files: false };
/** Only if a folder had the name of a file. */
const asFolders = { all: true, files: false };

test('what follows braces, classes and groups counts', () => {
  meets('lib/*.d.ts{,.map}', 'lib/*.js{,.map}', never);
  meets('*.{js,js.map}', '*.{d.ts,d.ts.map}', never);
  meets('{index,lit}.js', 'lit.js', always);
  meets('{index,lit}.js', 'core.js', never);
  meets('{a,{b,c}}/x', 'c/x', always);
  meets('{a/b,c}/x', 'a/b/x', always);
  meets('{a/b,c}/x', 'a/x', never);
  meets('[ab].js', '[bc].js', always);
  meets('[ab].js', '[!ab].js', never);
  meets('[a-c]1', '[!a-b]?', always);
  meets('{a..c}', 'd', never);
  meets('@(a|b).js', '?(c|d).js', never);
  meets('+(ab).js', 'ababab.js', always);
  meets('+(ab).js', 'aba.js', never);
  meets('x{a}y', 'x{a}y', always);
  meets('{a,b', 'a', never);
  meets(literalPattern('app/[id].js'), 'app/i.js', never);
  meets(literalPattern('app/[id].js'), 'app/*.js', always);
});

test('names with an extension are files, unless the other pattern speaks of a folder', () => {
  meets('**/*.html', '**/*.js', asFolders);
  meets('*.html', '**/*.{js,d.ts}', asFolders);
  meets('lit.js', '**/*.d.ts', asFolders);
  meets('*.d.ts{,.map}', '**/*.js', asFolders);
  meets('index{.js,.d.ts}', '**/*.map', asFolders);
  meets('*.app', 'Demo.app/Contents/x.js', always);
  meets('*.app', '*.app/Contents/x.js', always);
  meets('dist.es', 'dist.es/*.js', always);
  meets('.next', '**/*.js', always);
  meets('dist', '**/*.js', always);
  meets('dist-1.0', '**/*.js', always);
  meets('test/*_test.html', 'test/**', always);
});

test('folders and whole trees', () => {
  meets('dist/**', 'dist2/**', never);
  meets('dist', 'dist/a/b.js', always);
  meets('dist/*/a.js', 'dist/**/b.js', asFolders);
  meets('**', 'a', always);
  meets('a/**/b/**/c', 'a/x/**/c', always);
  meets('a/**/b', 'c/**', never);
  meets('*/x', 'x/*/y', always);
});

test('sixteen groups of two cost no more than sixteen groups', () => {
  const many = (last: string): string => `${'{a,b}'.repeat(16)}${last}`;
  const started = process.hrtime.bigint();
  meets(many('.x'), many('.y'), never);
  meets(many('.x'), many('.x'), always);
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  // Written out it would be four thousand million pairs.
  assert.ok(ms < 1000, `${ms.toFixed(0)} ms`);
});

const names = ['a', 'b', 'aa', 'ab', 'ba', '.a', '.b', 'a.a', 'b.a', 'a.b', 'b.b'];
const paths = ((): readonly string[] => {
  let level: readonly string[] = names;
  const all = [...level];
  for (let depth = 2; depth <= 4; depth++) {
    level = level.flatMap((path) => names.map((name) => `${path}/${name}`));
    all.push(...level);
  }
  return all;
})();

const part = fc.constantFrom('a', 'b', '*', '?', '{a,b}', '[ab]', '[!a]', '{,a}', '@(a|b)', '?(a)');
const name = fc.tuple(part, fc.constantFrom('', '', '.a', '.b', '*')).map((both) => both.join(''));
const folder = fc.oneof(name, fc.constant('**'), fc.constant('{a,b/a}'));
const pattern = fc
  .tuple(fc.array(folder, { maxLength: 1 }), fc.oneof(name, fc.constant('**')))
  .map(([before, last]) => [...before, last].join('/'))
  // Groups that may be empty at the start or end of a path name nothing.
  .filter((text) => !/(?:^|\/)(?:\{,a\}|\?\(a\))(?:\/|$)/.test(text));

type Test = (path: string) => boolean;

/** By picomatch alone, dot files and what lies below included. */
function reference(text: string): { readonly own: Test; readonly withBelow: Test } {
  const glob = text.replaceAll('[!', '[^');
  const own = picomatch(glob, { dot: true });
  const below = picomatch(`${glob}/**`, { dot: true });
  return { own, withBelow: (path) => own(path) || below(path) };
}

test('patterns meet exactly where some short path matches both', () => {
  const check = fc.property(pattern, pattern, (a, b) => {
    const [left, right] = [reference(a), reference(b)];
    const witness = paths.find((path) => left.withBelow(path) && right.withBelow(path));
    const found = patternsMeet(a, b);
    assert.equal(found, witness !== undefined, `${a} and ${b}: ${witness ?? 'no path'}`);
    assert.equal(patternsMeet(b, a), found, `${b} and ${a}, the other way round`);
  });
  fc.assert(check, { numRuns: 1000 });
});

test('files meet where some path is named by both, and nowhere where patterns do not meet', () => {
  const check = fc.property(pattern, pattern, (a, b) => {
    const [left, right] = [reference(a), reference(b)];
    const witness = paths.find((path) => left.own(path) && right.own(path));
    const found = filesMeet(a, b);
    if (witness !== undefined) assert.ok(found, `${a} and ${b} share ${witness}`);
    else if (found) assert.ok(patternsMeet(a, b), `${a} and ${b} share nothing`);
    assert.equal(filesMeet(b, a), found, `${b} and ${a}, the other way round`);
  });
  fc.assert(check, { numRuns: 1000 });
});
