// Compiles a view, with the partials that it uses, into a module with a function `render`. What is read
// through the context is recorded: each view depends on its own partials, and on no other.
import Handlebars from 'handlebars';

export async function build(context) {
  const partials = new Map();
  const view = compile(context, context.input, partials);
  const lines = [...partials].map(([name, code]) => `handlebars.registerPartial('${name}', handlebars.template(${code}));`);
  context.emit(`import runtime from 'handlebars/runtime.js';
const handlebars = runtime.create();
${lines.join('\n')}
export const render = handlebars.template(${view});
`);
}

function compile(context, path, partials) {
  const text = context.readSync(path);
  for (const [, name] of text.matchAll(/\{\{>\s*(\w+)/g)) {
    if (partials.has(name)) continue;
    partials.set(name, '');
    partials.set(name, compile(context, `views/partials/${name}.hbs`, partials));
  }
  return Handlebars.precompile(text);
}
