// A workspace as a fixture whose files import nothing, so that what is used is what is an entry point.

import { deepEqual } from 'node:assert/strict';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { ModuleAnswers } from '../../../server/modules/graph/answers.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import { kindOf } from '../../../server/modules/kinds.ts';
import { parseFixture } from '../../support/fixture.ts';

/** @param fixture files that import nothing */
export function answersOf(fixture: string): ModuleAnswers {
  const texts: ReadonlyMap<string, string> = parseFixture(fixture);
  const graph = new ModuleGraph();
  const facts = { imports: [], exports: [], problems: [] };
  const paths = [...texts.keys()].filter((path) => kindOf(path) !== undefined);
  const changed = paths.map((path) => ({ path: path as RelativePath, facts, resolutions: [] }));
  graph.apply({ changed, removed: [] });
  return new ModuleAnswers({
    graph,
    records: () => new Map(changed.map((record) => [record.path, record])),
    read: (path) => texts.get(path),
    list: (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`;
      const below = [...texts.keys()].filter((path) => path.startsWith(prefix));
      return [...new Set(below.flatMap((path) => path.slice(prefix.length).split('/', 1)))];
    },
    ofActions: () => [],
  });
}

/** What is unused has "dead" or "not-" in its name, and is unused. */
export function check(fixture: string, missing: readonly string[] = []): void {
  const answers = answersOf(fixture);
  const dead = [...parseFixture(fixture).keys()].filter((path) => {
    const kind = kindOf(path);
    return kind !== undefined && kind.type !== 'data' && /dead|not-/.test(path);
  });
  deepEqual(atOnce(answers.unusedFiles()), dead.sort());
  deepEqual(atOnce(answers.entries()).missing, missing);
}
