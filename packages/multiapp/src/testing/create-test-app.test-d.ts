import { Elysia } from 'elysia'
import { defineApp } from '../app/define-app.ts'
import { createTestApp, type TestApp } from './create-test-app.ts'

const typed = defineApp({
  slug: 'typed',
  name: 'Typed',
  roles: { owner: ['*'], member: ['thing:read'] },
}).backend({ routes: () => new Elysia() })
const bare = defineApp({ slug: 'bare', name: 'Bare' }).backend({ routes: () => new Elysia() })

export async function ofDeclaredNames() {
  const app: TestApp<typeof typed> = await createTestApp(typed)
  await app.asPrincipal()
  const ann = await app.asPrincipal({ role: 'member', permissions: ['thing:read'] })
  const organizationId: string = ann.organizationId
  const nobody: null = (await app.asPrincipal({ organization: null })).organizationId
  // @ts-expect-error: not a declared role
  await app.asPrincipal({ role: 'admin' })
  // @ts-expect-error: not a declared permission
  await app.asPrincipal({ permissions: ['thing:write'] })
  // @ts-expect-error: what means all is no permission
  await app.asPrincipal({ permissions: ['*'] })
  // @ts-expect-error: not a declared role
  await app.token({ role: 'admin' })
  return { organizationId, nobody }
}

export async function ofNone() {
  const app = await createTestApp(bare)
  // @ts-expect-error: it declares no roles
  await app.asPrincipal({ role: 'owner' })
}

export async function ofAnswers(app: TestApp) {
  const { id } = await app.post('/things', { name: 'x' }).json<{ id: string }>()
  const { status, headers } = await app.get(`/things/${id}`)
  const { code, detail } = await app.delete('/things/none').problem()
  // @ts-expect-error: what is not said is unknown
  void (await app.get('/things').json()).items
  return { status, headers, code, detail }
}

// Apps of any declaration, as in the list of a host.
export const ofAny = (apps: TestApp[], app: TestApp<typeof typed>): TestApp[] => [...apps, app]
