import { Kind, type TSchema } from '@sinclair/typebox'
import { TransformDecodeError, Value, type ValueError } from '@sinclair/typebox/value'
import type { AnyElysia } from 'elysia'
import type { Violation } from '../errors/app-error.ts'
import { expectation } from '../errors/expectation.ts'
import { pointer } from '../errors/pointer.ts'

const maxViolations = 20
const maxPathLength = 200

/** Where a request failed. */
export interface FailedRoute {
  path: string
  request: Request
  /** What of it is known to be at fault. */
  on?: string
}

/** What Elysia's ValidationError says, with paths and without the values that were sent. */
export function violationsOf(error: unknown, elysia: AnyElysia, failed: FailedRoute): Violation[] {
  const { type = 'request', all = [] } = error as { type?: string; all?: Issue[] } // its fields
  const on = failed.on ?? type
  const ofAddress = on === 'body' || on === 'message' ? [] : addressViolations(elysia, failed)
  const found = ofAddress.length > 0 ? ofAddress : all.map((issue) => toViolation(on, issue))
  return found.filter(isFirstOfItsPath).slice(0, maxViolations)
}

// TypeBox's error, or the issue of another library behind Standard Schema, whose words may hold the value.
type Issue = ValueError | { path?: string | readonly (string | number | { key: string | number })[] }

function toViolation(on: string, issue: Issue): Violation {
  if ('schema' in issue) return { on, path: issue.path.slice(0, maxPathLength), message: expectation(issue) }
  const { path = '' } = issue
  const names =
    typeof path === 'string'
      ? path.split('.')
      : path.map((part) => (typeof part === 'object' ? part.key : part))
  const where = names.filter((name) => name !== '' && name !== 'root').reduce<string>(pointer, '')
  return { on, path: where, message: 'not valid' }
}

// A property that is missing is also of the wrong type.
function isFirstOfItsPath({ on, path }: Violation, index: number, all: readonly Violation[]): boolean {
  return all.findIndex((other) => other.on === on && other.path === path) === index
}

// Elysia turns the text of an address into numbers by a transform, and forgets in its error where the number stood.
function addressViolations(elysia: AnyElysia, { path, request }: FailedRoute): Violation[] {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const routes = elysia.router.history.filter((route) => route.method === method)
  const route =
    routes.find((route) => route.path === path) ?? routes.find((route) => matches(route.path, path))
  const params = elysia.router.http.find(method, path)?.params ?? {}
  const { url } = request
  const query = Object.fromEntries(new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : ''))
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
  if (errors.length > 0) return errors.map((error) => toViolation(on, error))
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
