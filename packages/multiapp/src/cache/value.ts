import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Stored } from './store.ts'

/**
 * `T` if it comes out of the cache as it went in: JSON, or bytes. Of a type with another part, such as a Date, a Map or
 * a bigint, that part becomes `never`, and the call does not compile.
 */
export type Cacheable<T> = [T] extends [Faithful<T>] ? T : Faithful<T>

type Faithful<T> = T extends Plain | Uint8Array ? T : Part<T>

type Plain = string | number | boolean | null | undefined | Plain[] | { [name: string]: Plain }

type Part<T> = T extends Plain
  ? T
  : T extends Unfaithful
    ? never
    : T extends object
      ? { [K in keyof T]: Part<T[K]> }
      : never

type Unfaithful =
  | ((...args: never[]) => unknown)
  | { toJSON: unknown }
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ArrayBufferView
  | ArrayBuffer
  | RegExp
  | PromiseLike<unknown>

/** Bytes are copied: what the caller does to them later is not done to the cache. Throws a TypeError without a value. */
export function encode(value: unknown): Stored {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  const text: string | undefined = JSON.stringify(value)
  if (text === undefined)
    throw new TypeError('cache: a value is JSON or a Uint8Array: null says that there is none')
  return text
}

/** A value of the caller's own: changing it does not change what the next caller gets. */
export function decode(stored: Stored): unknown {
  return typeof stored === 'string' ? JSON.parse(stored) : new Uint8Array(stored)
}

/** The value, or undefined if it does not fit: what an older version of the app, or a stranger, has left is a miss. */
export function decodeAs(stored: Stored, schema: TSchema | undefined): unknown {
  try {
    const value = decode(stored)
    return schema === undefined || Value.Check(schema, value) ? value : undefined
  } catch {
    return undefined
  }
}
