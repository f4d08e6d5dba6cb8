/** The JSON Schema of cachescope.json, for editors; made from the table that checks the file. */
import type { Spec } from './schema.ts';

/**
 * A JSON Schema (draft 7).
 * @param spec what the file may hold
 */
export function jsonSchemaOf(spec: Spec): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'cachescope.json',
    ...schemaOf(spec),
  };
}

function schemaOf(spec: Spec): object {
  return { ...(spec.doc === undefined ? {} : { description: spec.doc }), ...bodyOf(spec) };
}

function bodyOf(spec: Spec): object {
  switch (spec.type) {
    case 'any':
      return {};
    case 'string':
    case 'boolean':
      return { type: spec.type };
    case 'integer':
      return { type: 'integer', minimum: spec.min };
    case 'enum':
      return { enum: spec.values };
    case 'array':
      return {
        type: 'array',
        items: schemaOf(spec.items),
        ...(spec.minItems && { minItems: spec.minItems }),
      };
    case 'object':
      return objectSchema(spec);
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(spec.values) };
    case 'either':
      return { anyOf: spec.options.map(schemaOf) };
  }
}

function objectSchema(spec: Extract<Spec, { type: 'object' }>): object {
  const properties = Object.fromEntries(
    Object.entries(spec.fields).map(([key, field]) => [key, schemaOf(field)]),
  );
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(spec.required && { required: spec.required }),
  };
}
