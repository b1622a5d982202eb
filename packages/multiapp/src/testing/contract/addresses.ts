import { expect, test } from 'bun:test'
import type { Contracted } from './app-contract.ts'

const nowhere = '/no/such/address/in/any/app'

/** What is at the addresses that every app has, and at those that none has. */
export function addressesContract(contracted: Contracted): void {
  const { app, mode } = contracted

  test('says which app it is, and that its database answers', async () => {
    const { served } = contracted
    const { schema } = served.deps.app
    expect(await served.get('/api/info').json()).toMatchObject({ slug: app.slug, name: app.name, schema })
    expect(await served.get('/health').json()).toEqual({ status: 'ok', app: app.slug })
  })

  test('an address that it has not is the same 404 as an app that is not here', async () => {
    const { served } = contracted
    const ask = async (path: string, slug?: string) => {
      const headers = { 'x-request-id': 'the-same-for-all', ...(slug && { 'x-app-id': slug }) }
      return toFacts(await served.server.fetch(new Request(`http://localhost${path}`, { headers })))
    }
    const [unknownApp, ...others] = await Promise.all([
      ask('/api/info', 'not-here'),
      ask(nowhere, 'not-here'),
      ...(mode === 'multi' ? [ask('/api/info'), ask(nowhere)] : []),
      ...(takesEverything(contracted) ? [] : [ask(nowhere, app.slug)]),
    ])
    expect(unknownApp?.status).toBe(404)
    for (const other of others) expect(other).toEqual(unknownApp)
  })
}

async function toFacts(response: Response) {
  const { date: _, ...headers } = Object.fromEntries(response.headers)
  return { status: response.status, headers, body: await response.text() }
}

// An app that answers every path, as one whose pages are drawn in the browser.
function takesEverything({ app, served }: Contracted): boolean {
  const routes = served.server.get(app.slug)?.routes ?? []
  return routes.some(({ path }) => path === '/*' || path === '*')
}
