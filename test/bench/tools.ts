// The tools that are measured: how each is configured for the made-up workspace, and how it is started.
// Peers are installed outside of the project, once, and started as programs, without npm in between.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder } from '../../server/cli/userFolders.ts';
import type { Plan, PlannedPackage, ToolFiles } from './workload.ts';

/** A tool that builds the workspace. */
export interface Tool extends ToolFiles {
  readonly name: string;
  readonly version: string;
  readonly stateFolders: readonly string[];
  readonly argv: readonly string[];
  environment(workspace: string): Readonly<Record<string, string>>;
}

/** Peers by name, with the versions that the bars speak of. */
const peerVersions: Readonly<Record<string, string>> = { turbo: '2.11.11', wireit: '0.14.13' };

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The built command line. */
export const cliFile = join(projectRoot, 'dist/cli.js');

const packageManager = 'npm@10.9.0';
const inputs = ['src/**'];
const outputs = ['dist/**'];

/**
 * Makes the tools.
 *
 * @param peers names out of `turbo` and `wireit`
 * @param concurrency processes at once, the same for all
 * @throws Error for another name, or where a peer cannot be installed
 */
export function makeTools(peers: readonly string[], concurrency: number): Tool[] {
  const unknown = peers.find((name) => !Object.hasOwn(peerVersions, name));
  if (unknown !== undefined) throw new Error(`no peer is called ${unknown}, only turbo and wireit`);
  if (peers.length === 0) return [cachescope(concurrency)];
  const modules = installPeers();
  const make = {
    turbo: () => turbo(modules, concurrency),
    wireit: () => wireit(modules, concurrency),
  };
  return [cachescope(concurrency), ...peers.map((name) => make[name as keyof typeof make]())];
}

function cachescope(concurrency: number): Tool {
  return {
    name: 'cachescope',
    version: 'this',
    stateFolders: ['.cachescope'],
    argv: [process.execPath, cliFile, 'run', 'build', '--concurrency', String(concurrency)],
    environment: () => plainEnvironment(),
    packageJson: (entry, plan) => packageJson(entry, plan, { build: plan.command(entry) }),
    rootFiles: (plan) => ({
      ...commonRootFiles(plan),
      'cachescope.json': { tasks: { build: { dependsOn: ['^build'], inputs, outputs } } },
    }),
  };
}

function turbo(modules: string, concurrency: number): Tool {
  const system = { win32: 'windows' }[process.platform as string] ?? process.platform;
  const machine = process.arch === 'x64' ? '64' : process.arch;
  const binary = join(modules, `@turbo/${system}-${machine}/bin/turbo`);
  return {
    name: 'turbo',
    version: peerVersions.turbo ?? '',
    stateFolders: ['.turbo'],
    // Without the daemon, as by default; replaying the logs of 500 hits would only cost it time.
    argv: [binary, 'run', 'build', `--concurrency=${concurrency}`, '--output-logs=errors-only'],
    environment: () => ({
      ...plainEnvironment(),
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    }),
    packageJson: (entry, plan) => packageJson(entry, plan, { build: plan.command(entry) }),
    rootFiles: (plan) => ({
      ...commonRootFiles(plan),
      'turbo.json': { tasks: { build: { dependsOn: ['^build'], inputs, outputs } } },
    }),
  };
}

function wireit(modules: string, concurrency: number): Tool {
  return {
    name: 'wireit',
    version: peerVersions.wireit ?? '',
    stateFolders: ['.wireit'],
    argv: [process.execPath, join(modules, 'wireit/bin/wireit.js')],
    // What npm would set for `npm run build`.
    environment: (workspace) => ({
      ...plainEnvironment(),
      npm_lifecycle_event: 'build',
      npm_package_json: join(workspace, 'package.json'),
      npm_config_user_agent: packageManager.replace('@', '/'),
      WIREIT_PARALLEL: String(concurrency),
      WIREIT_CACHE: 'local',
    }),
    packageJson: (entry, plan) => ({
      ...packageJson(entry, plan, { build: 'wireit' }),
      wireit: {
        build: {
          command: plan.command(entry),
          dependencies: entry.dependencies.map((index) => `../${plan.name(index)}:build`),
          files: inputs,
          output: outputs,
        },
      },
    }),
    rootFiles: (plan) => {
      const dependencies = plan.packages.map(({ name }) => `./packages/${name}:build`);
      const { 'package.json': root, ...others } = commonRootFiles(plan);
      const scripts = { build: 'wireit' };
      return {
        ...others,
        'package.json': { ...root, scripts, wireit: { build: { dependencies } } },
      };
    },
  };
}

function packageJson(
  entry: PlannedPackage,
  plan: Plan,
  scripts: Readonly<Record<string, string>>,
): object {
  const dependencies = Object.fromEntries(
    entry.dependencies.map((index) => [plan.name(index), '*']),
  );
  return { name: entry.name, version: '1.0.0', private: true, scripts, dependencies };
}

function commonRootFiles(plan: Plan): Record<'package.json' | 'package-lock.json', object> {
  const root = { name: 'bench', private: true, packageManager, workspaces: ['packages/*'] };
  return { 'package.json': root, 'package-lock.json': lockFile(plan) };
}

/** As npm would write it; turbo asks for one. */
function lockFile(plan: Plan): object {
  const packages: Record<string, object> = { '': { name: 'bench', workspaces: ['packages/*'] } };
  for (const { name, dependencies } of plan.packages) {
    const needs = Object.fromEntries(dependencies.map((index) => [plan.name(index), '*']));
    packages[`node_modules/${name}`] = { resolved: `packages/${name}`, link: true };
    packages[`packages/${name}`] = { version: '1.0.0', dependencies: needs };
  }
  return { name: 'bench', lockfileVersion: 3, requires: true, packages };
}

/** Without what npm set for this benchmark, and without `CI`, which turns caches of peers off. */
export function plainEnvironment(): Record<string, string> {
  const kept = [
    'PATH',
    'HOME',
    'USER',
    'LANG',
    'TMPDIR',
    'XDG_CACHE_HOME',
    'LOCALAPPDATA',
    'SystemRoot',
  ];
  const environment: Record<string, string> = {};
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * Installs the peers into the user's cache folder, unless they are there.
 *
 * @returns absolute path of their node_modules
 */
function installPeers(): string {
  const specs = Object.entries(peerVersions).map(([name, version]) => `${name}@${version}`);
  const compiled = compileCacheFolder(process.env, process.platform);
  const cache = compiled === undefined ? join(tmpdir(), 'cachescope') : dirname(compiled);
  const folder = join(cache, 'bench-peers', specs.join('+'));
  const modules = join(folder, 'node_modules');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return modules;
  console.log(`Installing ${specs.join(' and ')} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
  execFileSync('npm', ['install', ...options, ...specs], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...{ npm_config_local_prefix: folder } },
  });
  writeFileSync(stamp, '');
  return modules;
}
