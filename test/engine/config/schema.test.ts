/**
 * The JSON Schema that editors use stays equal to the table that checks cachescope.json. `UPDATE_EXPECT=1` writes it; the formatter
 * then has its way, so the values are compared and not the text.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { cachescopeSpec } from '../../../server/engine/config/cachescopeSpec.ts';
import { jsonSchemaOf } from '../../../server/engine/config/jsonSchema.ts';

const file = new URL('../../../server/engine/config/cachescope.schema.json', import.meta.url);

test('cachescope.schema.json is what the table says', () => {
  const text = `${JSON.stringify(jsonSchemaOf(cachescopeSpec), null, 2)}\n`;
  if (process.env.UPDATE_EXPECT === '1') writeFileSync(file, text);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(text));
});
