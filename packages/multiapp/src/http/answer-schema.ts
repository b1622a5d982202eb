import { Kind, TransformKind } from '@sinclair/typebox'

/**
 * A schema for answers, in which every `t.Integer` and `t.Numeric` is the number that it names. Elysia's take text as well,
 * as a query has it: in an answer they would let text through, and have each answer encoded, which takes longer than all
 * other checks of it. What needs no change is returned as it is.
 */
export function toAnswerSchema<T>(schema: T): T {
  if (!isPlain(schema)) return schema
  const number = numberOf(schema)
  if (number) return { ...number, ...modifiersOf(schema) } as unknown as T // takes no value that the given one does not
  let changed: typeof schema | undefined
  for (const name of Reflect.ownKeys(schema) as (keyof typeof schema)[]) {
    const part = toAnswerSchema(schema[name])
    if (part === schema[name]) continue
    changed ??= copyOf(schema)
    changed[name] = part
  }
  return changed ?? schema
}

function isPlain<T>(value: T): value is T & object {
  if (value === null || typeof value !== 'object') return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}

// A union of the text of a number and the number, with a transformation from one to the other.
function numberOf(schema: object): object | undefined {
  if (!(TransformKind in schema && 'anyOf' in schema && Array.isArray(schema.anyOf))) return undefined
  const [text, number] = schema.anyOf
  return text?.format === 'integer' || text?.format === 'numeric' ? number : undefined
}

// `t.Optional` and `t.Readonly` mark the outermost schema.
function modifiersOf(schema: object): object {
  const own = Object.getOwnPropertySymbols(schema).filter((name) => name !== Kind && name !== TransformKind)
  return Object.fromEntries(own.map((name) => [name, schema[name as keyof typeof schema]]))
}

function copyOf<T extends object>(schema: T): T {
  return (Array.isArray(schema) ? [...schema] : { ...schema }) as T // the same shape
}
