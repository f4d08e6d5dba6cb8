/** Names of the language-model tools as package.json has them. Apart from what they do, which is read when one is called. */

/** The names. */
export const toolNames = [
  'cachescope_explain_rebuild',
  'cachescope_get_cache_stats',
  'cachescope_get_hot_spots',
  'cachescope_find_dependency_path',
  'cachescope_purge_cache',
] as const;

/** Name of a tool. */
export type ToolName = (typeof toolNames)[number];
