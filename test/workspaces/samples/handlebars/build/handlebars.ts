/**
 * Compiles a Handlebars view, with all the partials that it uses, into a module:
 *
 *     import { render } from './dist/views/home.js';
 *     render({ title: 'Hello' });
 */
import { dirname } from 'node:path/posix';
import Handlebars from 'handlebars';
import type { BuilderContext } from 'cachescope/builder';

export async function build(context: BuilderContext): Promise<void> {
  const templates = new Map<string, string>();
  const view = precompile(context, context.input, templates);
  const partials = [...templates].map(([name, code]) => `handlebars.registerPartial(${JSON.stringify(name)}, handlebars.template(${code}));`);
  context.emit(
    [
      "import runtime from 'handlebars/runtime.js';",
      'const handlebars = runtime.create();',
      ...partials.sort(),
      `export const render = handlebars.template(${view});`,
      '',
    ].join('\n'),
  );
}

/** Compiles one template, and first the partials that it names, into `templates`. */
function precompile(context: BuilderContext, path: string, templates: Map<string, string>): string {
  const text = context.readSync(path);
  for (const name of partialNames(text)) {
    if (templates.has(name)) continue;
    templates.set(name, '');
    templates.set(name, precompile(context, findPartial(context, name), templates));
  }
  return String(Handlebars.precompile(text));
}

/** A folder's own partials come before the shared ones. That one was looked for and missing counts, too. */
function findPartial(context: BuilderContext, name: string): string {
  const own = `${dirname(context.input)}/partials/${name}.hbs`;
  return context.exists(own) ? own : `views/partials/${name}.hbs`;
}

function partialNames(text: string): readonly string[] {
  const names: string[] = [];
  class Partials extends Handlebars.Visitor {
    override PartialStatement(partial: hbs.AST.PartialStatement): void {
      if (partial.name.type === 'PathExpression') names.push((partial.name as hbs.AST.PathExpression).original);
    }
  }
  new Partials().accept(Handlebars.parse(text));
  return names;
}
