import { AppError, currentContext } from '@repo/multiapp'
import { APIError, createAuthMiddleware } from 'better-auth/api'
import type { Limiter } from '../limits/limits.ts'
import type { HashAhead } from '../password/hash-ahead.ts'
import { assertStorable } from './input.ts'
import { assertReturnable } from './return-address.ts'

export interface GuardOptions {
  limiter: Limiter
  passwords: HashAhead
  /** Whether the session whose cookie this is goes on. */
  isSignedIn(headers: Headers): Promise<boolean>
  /** Of whoever is signed in. */
  emailOf(headers: Headers): Promise<string | undefined>
}

/** What runs around each of Better Auth's endpoints: the input is looked at, and sign-ins and mails are limited. */
export function guardEndpoints({ limiter, passwords, isSignedIn, emailOf }: GuardOptions) {
  const endings = new WeakMap<object, (failed: boolean) => Promise<void>>()

  const before = createAuthMiddleware(async ({ path, body, query, headers }) => {
    assertStorable(body)
    assertStorable(query)
    assertReturnable(body)
    assertReturnable(query)
    const request = currentContext()
    if (!request) return
    const isSignedInsOwn = passwordPaths.has(path) && headers !== undefined
    const email = isSignedInsOwn ? await emailOf(headers) : addressIn(path, body)
    if (email === undefined) return
    // Nobody invites, and that is no mail.
    if (path === invitePath && !(headers && (await isSignedIn(headers)))) return
    const asker = { email, clientAddress: request.clientAddress }
    if (path === signInPath || isSignedInsOwn) {
      const attempt = await limiter.beginSignIn(asker)
      if (!attempt) throw tooMany()
      endings.set(request, attempt.end)
      return
    }
    if (!(await limiter.takeMail(asker))) throw tooMany()
    if (path !== signUpPath) return
    // Of two at once with a free address one would fail, and so tell that it was free.
    const end = await limiter.beginSignUp(email)
    if (!end) throw tooMany()
    endings.set(request, end)
    const secret: unknown = Reflect.get(body, 'password')
    if (typeof secret === 'string' && secret.length <= maxPasswordLength) await passwords.prepare(secret)
  })

  const after = createAuthMiddleware(async ({ path, headers, context: { returned } }) => {
    // Better Auth says that a session has ended also where it could not be ended.
    if (path === '/sign-out' && headers && (await isSignedIn(headers)))
      throw new AppError('APP_UNAVAILABLE', { message: 'the session could not be ended: try again' })
    const request = currentContext()
    const end = request && endings.get(request)
    if (!request || !end) return
    endings.delete(request)
    await end(returned instanceof APIError && isWrongPassword(returned))
  })

  return { before, after }
}

/** Better Auth's own limit: it refuses a longer one, and nothing is made of it. */
const maxPasswordLength = 128

const signInPath = '/sign-in/email'
const signUpPath = '/sign-up/email'
const invitePath = '/organization/invite-member'

/** The paths on which somebody who is signed in tries their password: it may be somebody who has only found their cookie. */
const passwordPaths = new Set(['/change-password', '/delete-user', '/verify-password'])

function isWrongPassword({ statusCode, body }: APIError): boolean {
  return statusCode === 401 || body?.code === 'INVALID_PASSWORD'
}

/** The paths that try a password or send a mail, and where in the body its address is. */
const addressFields: Readonly<Record<string, string>> = {
  [signInPath]: 'email',
  [signUpPath]: 'email',
  '/request-password-reset': 'email',
  '/send-verification-email': 'email',
  [invitePath]: 'email',
}

function addressIn(path: string, body: unknown): string | undefined {
  const field = addressFields[path]
  if (field === undefined || body === null || typeof body !== 'object') return undefined
  const value: unknown = Reflect.get(body, field)
  return typeof value === 'string' ? value : undefined
}

function tooMany(): APIError {
  return new APIError(
    'TOO_MANY_REQUESTS',
    { code: 'TOO_MANY_REQUESTS', message: 'too many of these: try again later' },
    { 'retry-after': '900' },
  )
}
