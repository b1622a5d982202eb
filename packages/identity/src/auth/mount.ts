import { currentContext, sqlState } from '@repo/multiapp'
import { addressHeader, type BetterAuth } from './better-auth.ts'
import type { SessionCookie } from './session-cookie.ts'

export interface MountOptions {
  auth: Pick<BetterAuth, 'handler'>
  publicUrl: string
  cookie: SessionCookie
}

/**
 * Better Auth's handler behind the app's dispatcher. It sees the address that browsers know, whatever proxy or header has
 * led here, and of the client what is known of it and not what it says.
 */
export function mountAuth({
  auth,
  publicUrl,
  cookie,
}: MountOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const { clientAddress } = currentContext() ?? { clientAddress: null }
    const headers = new Headers(request.headers)
    headers.delete(addressHeader)
    if (clientAddress !== null) headers.set(addressHeader, clientAddress)
    const renewed = cookie.renew(headers)
    if (renewed) headers.set('cookie', renewed)
    // Read here, so that a body over the limit is the kit's 413 and no error of Better Auth's.
    const body = request.body === null ? null : await request.arrayBuffer()
    const { method } = request
    return auth
      .handler(new Request(`${publicUrl}${pathname}${search}`, { method, headers, body }))
      .catch((error: unknown) => {
        if (unfit.has(sqlState(error) ?? '')) return refusal()
        throw error
      })
  }
}

// What PostgreSQL says of input that Better Auth has not looked at, such as `?limit=1e30`: no number, no UUID, no time, out of
// range, no row to skip, nothing where something has to be (appendix A).
const unfit = new Set(['22P02', '22003', '22007', '22008', '2201W', '2201X', '23502'])

function refusal(): Response {
  return Response.json({ code: 'VALIDATION_ERROR', message: 'the input is not valid' }, { status: 400 })
}
