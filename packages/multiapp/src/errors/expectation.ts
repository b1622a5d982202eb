import type { ValueError } from '@sinclair/typebox/value'

/**
 * What a schema expected where a value did not fit. Elysia's `t.Integer` and its like are unions of text and the type
 * that was declared, which is the last of them: its complaint is the one that helps.
 */
export function expectation({ schema, message, errors }: ValueError): string {
  const declared = errors.at(-1)?.First()
  if (schema.anyOf && declared) return expectation(declared)
  return message.toLowerCase()
}
