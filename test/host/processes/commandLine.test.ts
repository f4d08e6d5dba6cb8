// What is started for a command, on each platform; and which variables it sees.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from '../../../server/host/processes/commandLine.ts';
import {
  baseEnvironment,
  baseVariables,
  isBaseVariable,
} from '../../../server/host/processes/environment.ts';
import { parseStat } from '../../../server/host/processes/procfs.ts';
import { toCommand } from './processFixture.ts';

test('command line: a script goes to the shell as it stands', () => {
  const script = 'a "b" && c';
  deepEqual(commandLine(toCommand(script), {}, 'linux'), {
    file: '/bin/sh',
    args: ['-c', script],
    verbatim: false,
  });
  deepEqual(commandLine(toCommand(script), { ComSpec: 'C:\\cmd.exe' }, 'win32'), {
    file: 'C:\\cmd.exe',
    args: ['/d', '/s', '/c', '"a "b" && c"'],
    verbatim: true,
  });
});

for (const file of ['x.bat', 'X.BAT', 'dir\\y.cmd', 'z.CmD', 'w.bat.', 'v.cmd ', 'u.bat . .']) {
  test(`command line: the batch file "${file}" is refused on Windows alone`, () => {
    const refused = commandLine(toCommand([file, 'a']), {}, 'win32');
    match(
      'message' in refused ? refused.message : '',
      /is a batch file, .*Write the command as one string/,
    );
    deepEqual(commandLine(toCommand([file, 'a']), {}, 'linux'), {
      file,
      args: ['a'],
      verbatim: false,
    });
  });
}

test('command line: other programs are run on Windows', () => {
  for (const file of ['node', 'tool.exe', 'x.batch', 'cmd'])
    ok('file' in commandLine(toCommand([file]), {}, 'win32'));
});

test('environment: base variables are few, and each has its reason', () => {
  const environment = {
    PATH: '/bin',
    LC_ALL: 'C',
    AWS_SECRET_ACCESS_KEY: 'x',
    NODE_OPTIONS: '',
    HOME: undefined,
    toString: 'x',
  };
  deepEqual(baseEnvironment(environment), { PATH: '/bin', LC_ALL: 'C' });
  deepEqual(
    baseVariables(environment).map(({ name, why }) => [name, why.length > 0]),
    [
      ['PATH', true],
      ['LC_ALL', true],
    ],
  );
  ok(isBaseVariable('SystemRoot', 'win32') && isBaseVariable('Path', 'win32'));
  ok(!isBaseVariable('SystemRoot', 'linux') && !isBaseVariable('Path', 'linux'));
});

test('process table: names with spaces and parentheses do not shift the fields', () => {
  const fields = 'S 1 4242 4242 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 500 9000000 321 184467';
  deepEqual(parseStat(`77 (my) prog) ${fields}`), {
    pid: 77,
    group: 4242,
    state: 'S',
    residentPages: 321,
  });
  equal(parseStat('77 (x) S'), undefined);
  equal(parseStat(''), undefined);
});
