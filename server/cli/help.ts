/** The text of `--help`, made from the command table. */

import type { CommandSpec, OptionSpec } from './commandTable.ts';
import { commandGroups, commands, globalOptions } from './commandTable.ts';

const widthDefault = 80;

/**
 * Help for the whole program.
 * @param columns width of the terminal, to wrap at
 */
export function overviewHelp(columns = widthDefault): string {
  return sections([
    [
      '',
      wrap(
        'Cachescope makes the slow steps of a workspace incremental, and says why anything was rebuilt.',
        columns,
        '',
      ).join('\n'),
    ],
    ['Usage', '  cachescope <command> [options]'],
    ['Commands', table(overviewRows(), columns)],
    ['Options', table(globalOptions.map(optionRow), columns)],
    ['Exit codes', table(exitRows, columns)],
    ['Environment', table(environmentRows, columns)],
    ['', 'For one command: cachescope run --help'],
  ]);
}

function overviewRows(): readonly Row[] {
  return commands.map(({ name, summary }) => [name, summary]);
}

const exitRows: readonly Row[] = [
  ['0', 'fine'],
  ['1', 'a task failed, or damage was found'],
  ['2', 'usage or configuration error; nothing was run'],
  ['3', 'internal error'],
];

const environmentRows: readonly Row[] = [
  ['CACHESCOPE_MAX_PROCESSES', 'commands at once at most, whatever the configuration says'],
  [
    'CACHESCOPE_SPAWNER',
    '"never" or "always": whether a small helper starts the commands; otherwise as it is faster',
  ],
  ['NO_COLOR, FORCE_COLOR', 'as --no-color and --color'],
];

/** Help for one command. */
export function commandHelp(command: CommandSpec, columns = widthDefault): string {
  const details = (command.details ?? []).map((text) => wrap(text, columns, '').join('\n'));
  return sections([
    ['', [command.summary, ...details].join('\n\n')],
    ['Usage', `  cachescope ${command.name}${positionalUsage(command)} [options]`],
    ['Options', table([...command.options, ...globalOptions].map(optionRow), columns)],
    ['Examples', examples(command)],
  ]);
}

/** Help for a group of commands, e.g. `cache`. */
export function groupHelp(group: string, columns = widthDefault): string {
  const members = commands.filter(({ name }) => name.startsWith(`${group} `));
  return sections([
    ['', commandGroups.get(group) ?? group],
    [
      'Commands',
      table(
        members.map(({ name, summary }) => [name, summary]),
        columns,
      ),
    ],
    ['', `For one command: cachescope ${members[0]?.name} --help`],
  ]);
}

function positionalUsage({ positionals }: CommandSpec): string {
  const { placeholder, min, max, choices } = positionals;
  if (max === 0) return '';
  const word = `${choices?.join('|') ?? `<${placeholder}>`}${max > 1 ? '...' : ''}`;
  return min === 0 ? ` [${word}]` : ` ${word}`;
}

type Row = readonly [left: string, right: string];

function optionRow({ name, short, value, help }: OptionSpec): Row {
  return [
    `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value.placeholder}` : ''}`,
    help,
  ];
}

function examples(command: CommandSpec): string {
  return command.examples.map(([line, meaning]) => `  # ${meaning}\n  ${line}`).join('\n');
}

function sections(parts: readonly Row[]): string {
  return `${parts.map(([title, body]) => (title ? `${title}:\n${body}` : body)).join('\n\n')}\n`;
}

/** A right column narrower than this is not worth reading. */
const rightMin = 28;

/** For narrow terminals: what stands on the right comes below, indented. */
function stacked(rows: readonly Row[], columns: number): string {
  return rows
    .flatMap(([name, text]) => [`  ${name.trimEnd()}`, ...wrap(text, columns, '      ')])
    .join('\n');
}

/** Two columns, the right one wrapped. */
function table(rows: readonly Row[], columns: number): string {
  const left = Math.max(...rows.map(([text]) => text.length)) + 4;
  if (columns - left < rightMin) return stacked(rows, columns);
  return rows
    .map(([name, text]) => {
      const lines = wrap(text, columns - left, '');
      return `  ${name.padEnd(left - 2)}${lines.join(`\n${' '.repeat(left)}`)}`;
    })
    .join('\n');
}

function wrap(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > columns && line.trim() !== '') {
      lines.push(line);
      line = indent;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
