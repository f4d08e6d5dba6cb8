// What a shell script names: tables of scripts as they stand in package.json files, and garbage.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  programNames,
  scriptPrograms,
  variableNames,
} from '../../../server/engine/model/programs.ts';

const programs: readonly (readonly [script: string, expected: string])[] = [
  ['tsc', 'tsc'],
  ['tsc -b && vite build', 'tsc vite'],
  ['rimraf dist; tsc || exit 1', 'rimraf tsc'],
  ['cat a | sort | uniq -c > out.txt', 'cat sort uniq'],
  ['a & b &\nwait', 'a b'],
  ['NODE_ENV=production webpack --mode production', 'webpack'],
  ['A=1 B="x y" esbuild src/a.ts', 'esbuild'],
  ['A=1', ''],
  ['env -i A=1 tool', 'env tool'],
  ['cross-env NODE_ENV=test jest', 'cross-env jest'],
  ['dotenv -e .env -- next build', 'dotenv next'],
  ['(cd sub && make)', 'make'],
  ['(a; (b | c))&& d', 'a b c d'],
  ['{ a; b; }', 'a b'],
  ['if test -f x; then a; elif b; then c; else d; fi', 'a b c d'],
  ['for f in *.ts; do prettier $f; done', 'prettier'],
  ['while ! curl -s localhost; do sleep 1; done', 'curl sleep'],
  ['! grep -q TODO src', 'grep'],
  ['node x.js', 'node'],
  ['node --import tsx ./x.ts', 'node'],
  ['npx foo --bar', 'npx foo'],
  ['npx -y -p typescript -- tsc', 'npx tsc'],
  ['npm exec -- tsc', 'npm tsc'],
  ['npm run build', 'npm'],
  ['pnpm exec foo', 'pnpm foo'],
  ['pnpm --filter web exec foo', 'pnpm foo'],
  ['pnpm run build', 'pnpm'],
  ['yarn dlx foo', 'yarn foo'],
  ['exec vite', 'vite'],
  ['command -v git', 'git'],
  ['timeout -k 5 60 slow', 'timeout slow'],
  ['find . -name "*.x" | xargs -n 1 -P 4 cmd', 'find xargs cmd'],
  ["sh -c 'a && b'", 'sh a b'],
  ['bash -euc "a; b"', 'bash a b'],
  ['echo hi && true && cd x && export A=1', ''],
  ['./scripts/build.sh ../x', './scripts/build.sh'],
  ['"my tool" --x', 'my tool'],
  ["'it'\\''s' x", "it's"],
  ['my\\ tool x', 'my tool'],
  ['$TOOL x && "$A"/bin/b', ''],
  ['echo $(git rev-parse HEAD) `hostname`', 'git hostname'],
  ['echo "now $(date +%s)"', 'date'],
  ['A=$(git log) b', 'b git'],
  ['echo $((1 + 2)) && x', 'x'],
  ['echo ${A:-b c} && x', 'x'],
  ['> out.txt tool 2>&1 < in.txt', 'tool'],
  ['tool >out 2>>err &>all', 'tool'],
  ['a 2>&1 | tee log', 'a tee'],
  ['cat <<EOF > x\nnot a program\nEOF\nlast', 'cat last'],
  ['cat <<-"END"\n\tnope\n\tEND\nlast', 'cat last'],
  ['diff <(sort a) <(sort b)', 'diff sort'],
  ['tool # comment && no', 'tool'],
  ['tool a#b', 'tool'],
  ['a \\\n  && b', 'a b'],
  ['echo \'a && b\' "c | d"', ''],
  ['tool tool tool', 'tool'],
  ['a && a', 'a'],
  ['', ''],
  ['   \n\t ', ''],
  ["unclosed 'quote", 'unclosed'],
  ['a $(b', 'b a'],
  ['a `b', 'b a'],
  ['toString && constructor x', 'toString constructor'],
];

for (const [script, expected] of programs) {
  test(`programs: ${JSON.stringify(script)}`, () => {
    deepEqual(
      [...programNames(script)].sort(),
      expected === 'my tool' ? ['my tool'] : expected.split(' ').filter(Boolean).sort(),
    );
  });
}

const files: readonly (readonly [script: string, expected: readonly string[]])[] = [
  ['node scripts/build.js --watch', ['scripts/build.js']],
  ['node --import tsx -r ./hook.cjs ./build.ts', ['./build.ts']],
  ['node -e "1" x.js', []],
  ['node --test test/a.test.js', []],
  ['node --max-old-space-size=4096 ../../tools/gen.mjs', ['../../tools/gen.mjs']],
  ['cross-env A=1 tsx src/main.ts', ['src/main.ts']],
  ['bash ./ci.sh && python3 -m http.server', ['./ci.sh']],
  ['. ./env.sh && tsc', ['./env.sh']],
  ['bun install', []],
  ['node $FILE.js', []],
  ['tsc src/a.ts', []],
];

for (const [script, expected] of files) {
  test(`files run: ${JSON.stringify(script)}`, () =>
    deepEqual(scriptPrograms(script).files, expected));
}

const variables: readonly (readonly [script: string, expected: string])[] = [
  ['echo $FOO ${BAR} ${BAZ:-x} ${#LEN}', 'BAR BAZ FOO LEN'],
  ['echo "$FOO" \\$NOT $$ $1 $@ $?', 'FOO'],
  ["awk '{print $NF}'", ''],
  ["sh -c 'echo $INNER'", 'INNER'],
  ['node -e "console.log(process.env.API_URL)"', 'API_URL'],
  ['node -e \'process.env["A_B"] + process.env.C\'', 'A_B C'],
  ['echo %PATH_X% && date +%Y%m%d', 'PATH_X'],
  ['X=1; echo $X', ''],
  ['export X=1 && echo $X', ''],
  ['X=1 tool $X', 'X'],
  ['X=$X:more; echo $X', 'X'],
  ['for f in a b; do echo $f $OUT; done', 'OUT'],
  ['read name; echo $name', ''],
  ['tsc', ''],
];

for (const [script, expected] of variables) {
  test(`variables: ${JSON.stringify(script)}`, () =>
    equal(variableNames(script).join(' '), expected));
}

test('programs: whatever the text, there is an answer', () => {
  const piece = fc.constantFrom(
    '$(',
    ')',
    '(',
    '`',
    '"',
    "'",
    '\\',
    '<<',
    '>',
    '&',
    '|',
    ';',
    '\n',
    ' ',
    'a',
    'npx ',
    '#',
    '${',
    '}',
    'sh -c ',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (script) => {
      const names = programNames(script);
      equal(new Set(names).size, names.length);
      ok(!names.includes(''));
      variableNames(script);
    }),
    { numRuns: 3000 },
  );
});

test('programs: deep nesting and length are no trouble', () => {
  deepEqual(programNames(`${'('.repeat(100_000)}x`), ['x']);
  ok(programNames('$('.repeat(100_000)).length <= 1);
  deepEqual(programNames(`x ${'a'.repeat(1_000_000)} && y`), ['x', 'y']);
  deepEqual(programNames(`${'npx '.repeat(300_000)} z`), ['npx']);
});
