/** Quick fixes: each is what the suggestion of a problem says, carried out. */
import { commandPlaceholders, namePlaceholders } from '../../engine/config/rules.ts';
import { nearestName, proposedName } from '../../engine/config/suggest.ts';
import { quote } from '../../engine/config/values.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import { type PlacedProblem, placedProblems } from './diagnostics.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import type { Span } from './lines.ts';
import {
  fileEdit,
  jsonTextEdits,
  keyIn,
  type SettingKey,
  settingEdit,
  settingPlace,
} from './settingEdits.ts';
import type { CodeAction, Range, WorkspaceEdit } from './shapes.ts';
import { specsAt } from './specWalk.ts';
import { relativeFolder } from './taskProposals.ts';
import { nodeAt, spanOf } from './trees.ts';

/** Fixes of all that is wrong in a stretch, the likeliest first. */
export function codeActions(
  document: ConfigDocument,
  range: Range,
  model: LanguageModel,
): CodeAction[] {
  const file = readConfigFile(document, model);
  if (file === undefined) return [];
  const start = file.lines.offset(range.start);
  const end = file.lines.offset(range.end);
  return placedProblems(document, model)
    .filter(({ span }) => span.start <= end && span.end >= start)
    .flatMap((placed) => fixesOf({ ...placed, file, model }).map((fix) => actionOf(fix, placed)));
}

interface Fix {
  readonly title: string;
  readonly edit: WorkspaceEdit;
  /** It is what was meant, as far as one can tell. */
  readonly isSure?: boolean;
}

interface Case extends PlacedProblem {
  readonly file: ConfigFile;
  readonly model: LanguageModel;
}

function actionOf({ title, edit, isSure }: Fix, { diagnostic }: PlacedProblem): CodeAction {
  const action: CodeAction = { title, kind: 'quickfix', diagnostics: [diagnostic], edit };
  return isSure ? { ...action, isPreferred: true } : action;
}

function fixesOf(it: Case): readonly Fix[] {
  switch (it.problem.code) {
    case 'unknown-key':
      return [...proposal(it, it.span), removal(it)];
    case 'wrong-type':
    case 'bad-value':
      return [...proposal(it, it.span), ...listAround(it)];
    case 'unknown-dependency':
      return [...proposal(it, referencePart(it)), removal(it)];
    case 'unknown-package':
      return proposal(it, referencePart(it));
    case 'unknown-placeholder':
      return placeholder(it);
    case 'turbo-extends':
      return extension(it);
    case 'missing-key':
      return missingKey(it);
    case 'no-outputs':
      return noOutputs(it);
    case 'undeclared-variable':
      return undeclaredVariable(it);
    case 'undeclared-dependency':
      return undeclaredDependency(it);
    default:
      return keyFixes(it);
  }
}

/** Puts the name in that "Did you mean" proposes. @param span with its quotes where it has them */
function proposal(it: Case, span: Span | undefined): readonly Fix[] {
  const name = proposedName(it.problem.suggestion ?? '');
  if (name === undefined || span === undefined) return [];
  const isQuoted = it.file.text[span.start] === '"';
  const newText = isQuoted ? JSON.stringify(name) : JSON.stringify(name).slice(1, -1);
  return [{ title: `Change to ${quote(name)}`, edit: replacing(it, span, newText), isSure: true }];
}

function replacing({ file, model }: Case, span: Span, newText: string): WorkspaceEdit {
  return fileEdit({ path: file.path, file }, [{ range: file.lines.range(span), newText }], model);
}

/** Of `wb#build` and `^biuld` the part that names nothing. */
function referencePart({ file, span, model }: Case): Span | undefined {
  const whole = { start: span.start + 1, end: span.end - 1 };
  const text = file.text.slice(whole.start, whole.end);
  const mark = text.indexOf(text.startsWith('.') ? ':' : '#');
  if (mark === -1) return text.startsWith('^') ? { ...whole, start: whole.start + 1 } : whole;
  const isKnown =
    text.startsWith('.') ||
    model.workspace.packages.some(({ name }) => name === text.slice(0, mark));
  return isKnown
    ? { ...whole, start: whole.start + mark + 1 }
    : { ...whole, end: whole.start + mark };
}

function removal(it: Case): Fix {
  const written = it.file.text.slice(it.span.start, it.span.end);
  return setting(it, `Remove ${written.slice(0, 80)}`, it.path, undefined);
}

function setting(it: Case, title: string, path: Case['path'], value: unknown): Fix {
  const edits = jsonTextEdits(it.file.text, path, value);
  return { title, edit: fileEdit({ path: it.file.path, file: it.file }, edits, it.model) };
}

/** A text where a list is wanted becomes its only entry. */
function listAround(it: Case): readonly Fix[] {
  const node = nodeAt(it.file.tree, it.path);
  const wantsList = it.problem.suggestion?.startsWith('Write [') ?? false;
  if (!wantsList || node?.type !== 'string') return [];
  const span = spanOf(node);
  const newText = `[${it.file.text.slice(span.start, span.end)}]`;
  return [{ title: 'Make it a list', edit: replacing(it, span, newText), isSure: true }];
}

function placeholder(it: Case): readonly Fix[] {
  const wrong = /\{([A-Za-z]+)\}/.exec(it.problem.message);
  const known = it.path.includes('command') ? commandPlaceholders : namePlaceholders;
  const name = nearestName(wrong?.[1] ?? '', Object.keys(known));
  const at = it.file.text.slice(it.span.start, it.span.end).indexOf(wrong?.[0] ?? '\0');
  if (wrong === null || name === undefined || at === -1) return [];
  const start = it.span.start + at;
  const span = { start, end: start + wrong[0].length };
  const title = `Change to {${name}}`;
  return [{ title, edit: replacing(it, span, `{${name}}`), isSure: true }];
}

function extension(it: Case): readonly Fix[] {
  const name = proposedName(it.problem.suggestion ?? '');
  const parents = nodeAt(it.file.tree, ['extends'])?.children ?? [];
  const wrong = /^It extends "(.+)",/.exec(it.problem.message)?.[1];
  const entry = parents.find(({ value }) => value === wrong);
  if (name !== undefined && entry) return proposal(it, spanOf(entry));
  if (!it.problem.suggestion?.startsWith('Add "extends"')) return [];
  const names = ['//', ...parents.map(({ value }) => String(value)).filter((one) => one !== '//')];
  return [{ ...setting(it, 'Extend the root', ['extends'], names), isSure: true }];
}

function missingKey(it: Case): readonly Fix[] {
  const key = /needs a key "(\w+)"/.exec(it.problem.message)?.[1];
  if (key === undefined) return [];
  const type = specsAt(it.file.spec, [...it.path, key])[0]?.type;
  const value = type === 'array' ? [] : '';
  return [setting(it, `Add "${key}"`, [...it.path, key], value)];
}

function noOutputs(it: Case): readonly Fix[] {
  return settingFix(it, 'outputs', (key) => ({
    title: `Declare that it writes nothing: "${key}": []`,
    change: { key, set: [] },
  }));
}

/** What the suggestion of the advice names. */
function undeclaredVariable(it: Case): readonly Fix[] {
  const name = /^Add "(.+)" to its "env"\.$/.exec(it.problem.suggestion ?? '')?.[1];
  if (name === undefined) return [];
  return settingFix(it, 'env', (key, isWireit) => ({
    title: `Add ${quote(name)} to "${key}"`,
    change: isWireit ? { key, set: { external: true }, below: name } : { key, add: name },
  }));
}

function undeclaredDependency(it: Case): readonly Fix[] {
  const name = /^Add "(.+)" to its "dependsOn"/.exec(it.problem.suggestion ?? '')?.[1];
  if (name === undefined) return [];
  return settingFix(it, 'dependsOn', (key, isWireit) => {
    const text = isWireit ? wireitName(name, it) : name;
    return text === undefined
      ? undefined
      : { title: `Add ${quote(text)} to "${key}"`, change: { key, add: text } };
  });
}

/** `lib#build` as wireit writes it; `^build` it cannot say. */
function wireitName(name: string, { file, model }: Case): string | undefined {
  const hash = name.indexOf('#');
  if (hash === -1) return name.startsWith('^') ? undefined : name;
  const task = name.slice(hash + 1);
  const owner = model.workspace.packages.find((entry) => entry.name === name.slice(0, hash));
  if (owner === undefined) return undefined;
  if (owner.dir === file.owner.dir) return task;
  return `${relativeFolder(file.owner.dir, owner.dir)}:${task}`;
}

interface SettingChange {
  readonly title: string;
  readonly change:
    | { readonly key: string; readonly add: string }
    /** `below`: the key within the object that `key` names. */
    | { readonly key: string; readonly set: unknown; readonly below?: string };
}

function settingFix(
  it: Case,
  key: SettingKey,
  changeFor: (key: string, isWireit: boolean) => SettingChange | undefined,
): readonly Fix[] {
  const place = settingPlace(it.file, it.path, key, it.model);
  const found = place && changeFor(keyIn(place, key), place.isWireit);
  if (place === undefined || found === undefined) return [];
  const { title, change } = found;
  const isBelow = 'set' in change && change.below !== undefined;
  const at = isBelow ? { ...place, entry: [...place.entry, change.key] } : place;
  const exact = isBelow ? { key: change.below, set: change.set } : change;
  const isElsewhere = place.path !== it.file.path;
  const edit = settingEdit(at, exact, it.model);
  return [{ title: isElsewhere ? `${title} in ${place.path}` : title, edit }];
}

/** Suggestions of the form "add this key", "remove this key". */
function keyFixes(it: Case): readonly Fix[] {
  const { code, suggestion } = it.problem;
  const entry = it.path.slice(0, 2);
  const name = entry[1];
  if (suggestion === 'Add "dependencies": "depfile".')
    return [setting(it, 'Add "dependencies": "depfile"', [...entry, 'dependencies'], 'depfile')];
  if (suggestion === 'Remove "dependencies".')
    return [setting(it, 'Remove "dependencies"', [...entry, 'dependencies'], undefined)];
  if (typeof name !== 'string') return [];
  if (code === 'wireit-missing')
    return [setting(it, `Add ${quote(name)} to "wireit"`, ['wireit', name], { command: '' })];
  if (code === 'wireit-unused')
    return [setting(it, 'Change the script to "wireit"', ['scripts', name], 'wireit')];
  return [];
}
