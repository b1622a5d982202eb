import { expect, test } from 'bun:test'
import { appIssuer } from '../../auth/app-issuer.ts'
import { createIssuer } from '../../auth/issuer.ts'
import type { RegisteredRoute } from '../../server/registered-app.ts'
import { defaultAuthKeys } from '../open-host.ts'
import type { Contracted } from './app-contract.ts'

/** Whoever may not pass a guard does not, and of what they have sent nothing is read. */
export function guardsContract(contracted: Contracted): void {
  const { slug } = contracted.app
  const guarded = (...guards: string[]) =>
    (contracted.served.server.get(slug)?.routes ?? []).filter((route) =>
      route.guards.some(({ name }) => guards.includes(name)),
    )

  async function expectRefusals(routes: RegisteredRoute[], status: number, token?: string) {
    const refusals = await Promise.all(routes.map((route) => knock(contracted, route, token)))
    expect(refusals).toEqual(routes.map((route) => ({ route: nameOf(route), status, isRead: false })))
  }

  test('nobody passes its guards: 401, before a byte of the body is read', async () => {
    await expectRefusals(guarded('requireAuth'), 401)
  })

  test('nor does who has a token that is none, of another app, or made by another app in its name', async () => {
    const other = createIssuer(appIssuer('another-app', defaultAuthKeys))
    const forger = createIssuer({
      ...appIssuer(slug, defaultAuthKeys),
      app: { id: slug, slug: 'another-app' },
    })
    const id = crypto.randomUUID()
    const tokens = ['nonsense', await other.issueAccess({ id }), await forger.issueAccess({ id })]
    for (const token of tokens) await expectRefusals(guarded('requireAuth'), 401, token)
  })

  test('who has no role, permission or organization is 403 where one is needed', async () => {
    const { token } = await contracted.served.asPrincipal({ organization: null })
    const routes = guarded('requireRole', 'requirePermission', 'requireOrganization', 'rls')
    await expectRefusals(routes, 403, token)
  })
}

async function knock({ served }: Contracted, route: RegisteredRoute, token?: string) {
  let isRead = false
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        isRead = true
        controller.enqueue(new TextEncoder().encode('{'))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const { method, headers } = asRequested(route.method)
  const { status } = await served.request(addressOf(route), {
    method,
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(method !== 'GET' && method !== 'HEAD' && { body }),
  })
  return { route: nameOf(route), status, isRead }
}

function asRequested(method: string): { method: string; headers: Record<string, string> } {
  if (method === 'WS') return { method: 'GET', headers: { connection: 'upgrade', upgrade: 'websocket' } }
  return { method: method === 'ALL' ? 'POST' : method, headers: {} }
}

// Whatever stands for a parameter: it is not looked at before the guards.
function addressOf({ path }: RegisteredRoute): string {
  return path.replace(/:[^/]+|\*/g, 'x')
}

function nameOf({ method, path }: RegisteredRoute): string {
  return `${method} ${path}`
}
