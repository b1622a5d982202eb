import { APIError } from 'better-auth/api'

/**
 * Refuses an address to return to that becomes another host's: Better Auth takes `/..//evil.example` for a path of the app,
 * and then shortens it to `//evil.example`. What it sees for itself, it refuses itself.
 */
export function assertReturnable(values: unknown): void {
  if (values === undefined || values === null) return
  for (const name of names) {
    const value: unknown = Reflect.get(Object(values), name)
    if (typeof value === 'string' && value.startsWith('/') && leavesHost(value))
      throw new APIError('FORBIDDEN', { code: 'INVALID_CALLBACK_URL', message: `Invalid ${name}` })
  }
}

const names = ['callbackURL', 'redirectTo', 'errorCallbackURL', 'newUserCallbackURL']

function leavesHost(path: string): boolean {
  const base = 'http://localhost'
  return !URL.canParse(path, base) || new URL(path, base).pathname.startsWith('//')
}
