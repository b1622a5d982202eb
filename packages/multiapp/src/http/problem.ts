import { STATUS_CODES } from 'node:http'
import { type Static, Type } from '@sinclair/typebox'
import { AppError } from '../errors/app-error.ts'

/** A problem document (RFC 9457). `code` tells problems apart; `detail` and `errors` only explain a status below 500. */
export const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String({ description: 'the phrase of the status' }),
    status: Type.Integer(),
    code: Type.String({ description: 'stable: what a client decides by' }),
    requestId: Type.String(),
    detail: Type.Optional(Type.String({ description: 'what was expected, what to do' })),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          on: Type.String({ description: 'body, query, params, headers or cookie' }),
          path: Type.String({ description: 'a JSON pointer (RFC 6901)' }),
          message: Type.String(),
        }),
      ),
    ),
  },
  { $id: 'Problem' },
)
export type Problem = Static<typeof Problem>

/** The answer for an error. It says nothing of a 5xx but its code, and that an app is unknown to nobody. */
export function problemResponse(error: AppError, requestId: string): Response {
  return Response.json(toProblem(error, requestId), {
    status: error.status,
    // A 401 names the way to authenticate (RFC 9110, section 15.5.2).
    headers: {
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...error.headers,
      'content-type': 'application/problem+json',
    },
  })
}

export function toProblem(error: AppError, requestId: string): Problem {
  const { status } = error
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: error.code === 'APP_NOT_FOUND' ? 'NOT_FOUND' : error.code,
    requestId,
  }
  const explained = status < 500 && status !== 404 && error.message !== ''
  if (explained) problem.detail = error.message
  if (error.violations) problem.errors = error.violations
  return problem
}

/** The one 404: a missing app, an unknown app, and an unknown route look alike. */
export function notFoundResponse(requestId: string): Response {
  return problemResponse(new AppError('NOT_FOUND'), requestId)
}
