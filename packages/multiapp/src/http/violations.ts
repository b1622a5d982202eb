import { Kind, type TSchema } from '@sinclair/typebox'
import { TransformDecodeError, Value, type ValueError } from '@sinclair/typebox/value'
import type { AnyElysia } from 'elysia'
import type { Violation } from '../errors/app-error.ts'
import { expectation } from '../errors/expectation.ts'

const maxViolations = 20

/** Where a request failed. */
export interface FailedRoute {
  path: string
  request: Request
}

/** What Elysia's ValidationError says, with paths and without the values that were sent. */
export function violationsOf(error: unknown, elysia: AnyElysia, failed: FailedRoute): Violation[] {
  const { type = 'request', all = [] } = error as { type?: string; all?: Partial<ValueError>[] } // its fields
  const ofAddress = type === 'body' ? [] : addressViolations(elysia, failed)
  if (ofAddress.length > 0) return ofAddress.slice(0, maxViolations)
  return all.slice(0, maxViolations).map(({ path, message }) => ({
    on: type,
    path: path === undefined || path === 'root' ? '' : path,
    message: message?.toLowerCase() ?? 'not valid',
  }))
}

// Elysia turns the text of an address into numbers by a transform, and forgets in its error where the number stood.
function addressViolations(elysia: AnyElysia, { path, request }: FailedRoute): Violation[] {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const routes = elysia.router.history.filter((route) => route.method === method)
  const route =
    routes.find((route) => route.path === path) ?? routes.find((route) => matches(route.path, path))
  const params = elysia.router.http.find(method, path)?.params ?? {}
  const query = Object.fromEntries(new URL(request.url).searchParams)
  return [...check('params', route?.hooks?.params, params), ...check('query', route?.hooks?.query, query)]
}

// Elysia does not say in its error which of its patterns the path has matched.
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/:[^/]+/g, '[^/]*')
    .replace(/\*$/, '.*')
  return new RegExp(`^${source}/?$`).test(path)
}

function check(on: string, schema: unknown, given: Record<string, string>): Violation[] {
  if (!isTypeBox(schema)) return []
  const value = Value.Default(schema, { ...given })
  const errors = [...Value.Errors(schema, value)]
  if (errors.length > 0) return errors.map((error) => ({ on, path: error.path, message: expectation(error) }))
  try {
    Value.Decode(schema, value)
    return []
  } catch (error) {
    if (!(error instanceof TransformDecodeError)) return []
    const { valueError } = error.error as { valueError?: ValueError } // what Elysia's transforms throw
    return [{ on, path: error.path, message: valueError ? expectation(valueError) : 'not valid' }]
  }
}

function isTypeBox(schema: unknown): schema is TSchema {
  return typeof schema === 'object' && schema !== null && Kind in schema
}
