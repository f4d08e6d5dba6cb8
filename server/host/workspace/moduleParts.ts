/** What is read when somebody asks about modules, and not before: the analysis with its native code, and the graph with its answers. */
export { ModuleAnswers } from '../../modules/graph/answers.ts';
export { ModuleGraph } from '../../modules/graph/moduleGraph.ts';
export { openModules } from '../modules/analysis.ts';
