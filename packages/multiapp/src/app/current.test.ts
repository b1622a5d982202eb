import { describe, expect, test } from 'bun:test'
import { t } from 'elysia'
import { echoApp } from '../../test/echo-app.ts'
import { resolveConfig } from './app-config.ts'
import { createAppContext } from './app-context.ts'
import {
  assertAppAccess,
  assertFeature,
  currentApp,
  currentClaims,
  currentContext,
  hasApp,
  requireApp,
  requireAppAndAuth,
  requireAuth,
  runWithApp,
} from './current.ts'
import { defineApp } from './define-app.ts'

const backend = echoApp('shop')
const app = createAppContext(
  backend,
  resolveConfig(backend, { features: { loud: true }, settings: { limit: 5 } }),
)
const claims = { pid: 'user-1', org_id: 'org-1', federation_id: 'partner', app_id: 'shop' }
const codeOf = (run: () => unknown) => {
  try {
    run()
    return 'no error'
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('outside an app', () => {
  test('nothing is current, and asking is safe', () => {
    expect([currentApp(), currentContext(), currentClaims(), hasApp()]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
    ])
  })

  test('requiring one throws NO_APP_CONTEXT', () => {
    expect(codeOf(requireApp)).toBe('NO_APP_CONTEXT')
    expect(codeOf(requireAppAndAuth)).toBe('NO_APP_CONTEXT')
    expect(codeOf(() => assertFeature('loud'))).toBe('NO_APP_CONTEXT')
  })
})

describe('inside runWithApp', () => {
  test('the app is current across awaits and timers, and gone afterwards', async () => {
    const seen = await runWithApp(app, async () => {
      await Bun.sleep(1)
      return [hasApp(), requireApp().slug, requireApp().schema, requireApp().settings]
    })
    expect(seen).toEqual([true, 'shop', 'app_shop', { limit: 5 }])
    expect(hasApp()).toBe(false)
  })

  test('nobody is authenticated unless claims are given', () => {
    expect(runWithApp(app, () => codeOf(requireAuth))).toBe('NOT_AUTHENTICATED')
    expect(runWithApp(app, () => codeOf(requireAppAndAuth))).toBe('NOT_AUTHENTICATED')
    expect(runWithApp(app, () => requireAppAndAuth().claims.pid, { claims })).toBe('user-1')
  })

  test('the context answers its five questions from its five facts', () => {
    const anonymous = runWithApp(app, currentContext)
    expect(anonymous).toMatchObject({ app, claims: null, tenantId: null, userId: null, federationId: null })
    expect(anonymous).toMatchObject({
      hasApp: true,
      isAuthenticated: false,
      isFederated: false,
      principalId: null,
      organizationId: null,
    })
    const known = runWithApp(app, currentContext, { claims })
    expect(known).toMatchObject({ app, claims, tenantId: 'org-1', userId: 'user-1', federationId: 'partner' })
    expect(known).toMatchObject({
      isAuthenticated: true,
      isFederated: true,
      principalId: 'user-1',
      organizationId: 'org-1',
    })
  })

  test('two apps at once each see their own', async () => {
    const other = createAppContext(echoApp('other'), resolveConfig(echoApp('other')))
    const slugs = await Promise.all(
      [app, other].map((one) => runWithApp(one, () => Bun.sleep(1).then(() => currentApp()?.slug))),
    )
    expect(slugs).toEqual(['shop', 'other'])
  })

  test('a feature is on or FEATURE_NOT_ENABLED', () => {
    expect(runWithApp(app, () => codeOf(() => assertFeature('loud')))).toBe('no error')
    expect(runWithApp(app, () => codeOf(() => assertFeature('slow')))).toBe('FEATURE_NOT_ENABLED')
  })

  test("only a principal of the app has access: another app's is FORBIDDEN, nobody is NOT_AUTHENTICATED", () => {
    const access = (given: typeof claims | null) =>
      runWithApp(app, () => codeOf(() => assertAppAccess(app)), { claims: given })
    expect(access(claims)).toBe('no error')
    expect(access({ ...claims, app_id: 'other' })).toBe('FORBIDDEN')
    expect(access(null)).toBe('NOT_AUTHENTICATED')
  })
})

test('the value of deps is not there to be used outside routes and hooks', () => {
  const definition = defineApp({ slug: 'x', name: 'X', settings: t.Object({}) })
  expect(() => definition.deps).toThrow('deps is a type')
})
