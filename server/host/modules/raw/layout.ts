/**
 * Where things lie in the memory of the parser, in bytes from the start of what they belong to. These are facts of one version of oxc-parser, which
 * its generated/lazy/constructors.js and generated/deserialize/ts.js state; `RawParser.ifUsable` looks whether they hold.
 *
 *     node     start and end as two numbers of 4 bytes, then what it has
 *     box      4 bytes that say where something is, and 4 of zeros
 *     list     a box for its first item, then how many there are
 *     text     likewise, of bytes in UTF-8
 *     choice   1 byte that says which one, and 8 bytes further the thing itself, in a box or not
 */

/** What was found in a text. */
export const found = { body: 112, comments: 144, module: 168, errors: 272 } as const;
/** What is listed of a module. */
export const listed = { dynamicImports: 48, importMetas: 72, hasStatements: 96 } as const;

/** Bytes of one item in a list. */
export const sizes = {
  choice: 16,
  span: 8,
  comment: 24,
  dynamicImport: 16,
  error: 80,
  errorLabel: 24,
  exportSpecifier: 128,
  variable: 56,
  bindingProperty: 48,
} as const;

/** Choices of statements. */
export const statements = {
  expression: 6,
  import: 64,
  exportAll: 65,
  exportDefault: 66,
  exportDeclaration: 67,
  exportNamed: 68,
  exportFrom: 69,
} as const;
/** Choices of declarations, some of which are statements, too. */
export const declarations = {
  variables: 32,
  function: 33,
  class: 34,
  typeAlias: 35,
  interface: 36,
  enum: 37,
  module: 38,
  namespace: 39,
  importEquals: 41,
} as const;
/** Choices of expressions, some of which may be arguments and more. */
export const expressions = {
  string: 5,
  name: 7,
  assignment: 11,
  await: 12,
  call: 14,
  new: 21,
  parentheses: 23,
  sequence: 24,
  importMeta: 31,
  member: 49,
} as const;
/** Choices of what is exported by default, beside expressions. */
export const defaults = { function: 64, class: 65, interface: 66 } as const;
/** Choices of what is imported. */
export const importSpecifiers = { named: 0, default: 1, namespace: 2 } as const;
/** Choices of patterns. */
export const patterns = { name: 0, object: 1, array: 2, assignment: 3 } as const;
/** Instead of a choice: there is nothing. */
export const nothing = 255;
