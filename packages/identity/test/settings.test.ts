import { expect, setDefaultTimeout, test } from 'bun:test'
import { inspectApp, pathPrefix } from '@repo/multiapp'
import { createTestApp } from '@repo/multiapp/testing'
import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import { openBrowser, password } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

const problem = async (promise: Promise<unknown>): Promise<string> =>
  String(
    await promise.then(
      () => 'none',
      (error: unknown) => error,
    ),
  )

test.concurrent('a registration without a public URL, or without mail where it is needed, says what to set', async () => {
  const production = { isProduction: true, publicUrl: undefined }
  expect(await problem(createTestApp(clubApp('my-club').backend, production as object))).toContain(
    'PUBLIC_URL_MY_CLUB',
  )
  const mute = clubApp('mute', { mail: undefined as never })
  expect(await problem(createTestApp(mute.backend, { isProduction: true, mail: {} }))).toContain('SMTP_URL')
  const boss = clubApp('boss', { creatorRole: 'boss' as 'owner' })
  expect(await problem(createTestApp(boss.backend))).toContain('no role "boss"')
})

test.concurrent('an app can be looked at with no keys and no address', async () => {
  const { routes } = await inspectApp(clubApp().backend)
  expect(routes).toContainEqual(expect.objectContaining({ method: 'POST', path: '/auth/token' }))
})

test.concurrent('a changed AUTH_SECRET signs nobody out, as long as the old one is in the list', async () => {
  const [old, fresh] = ['of yesterday: 0123456789abcdefghij', 'of today: klmnopqrstuvwxyz0123456789']
  await using before = await createTestApp(clubApp().backend, { server: { authKeys: { secrets: [old] } } })
  const anna = openBrowser(before.request)
  await anna.signUp('Anna')
  const cookies = new Map(anna.cookies)
  const { databaseUrl } = before
  for (const [secrets, known] of [
    [[fresh, old], true],
    [[fresh], false],
  ] as const) {
    await using after = await createTestApp(clubApp().backend, {
      databaseUrl,
      server: { authKeys: { secrets } },
    })
    const later = openBrowser(after.request)
    for (const [name, value] of cookies) later.cookies.set(name, value)
    expect(await later.me()).toEqual(known ? expect.objectContaining({ name: 'Anna' }) : 401)
    expect((await later.client.getSession()).data?.user.name).toBe(known ? 'Anna' : undefined)
  }
})

test.concurrent('an OAuth provider calls back under the public URL', async () => {
  const github = { clientId: 'id', clientSecret: 'secret' }
  const club = clubApp('club', { socialProviders: { github } })
  await using app = await createTestApp(club.backend, { publicUrl: 'https://club.example.com' })
  const { data } = await openBrowser(app.request, 'https://club.example.com').client.signIn.social({
    provider: 'github',
  })
  const redirect = new URL(data?.url ?? '').searchParams.get('redirect_uri')
  expect(redirect).toBe('https://club.example.com/auth/callback/github')
})

test.concurrent("a plugin of Better Auth's has its routes beside the others, and who is signed in", async () => {
  const club = clubApp('club', {
    plugins: [
      {
        id: 'hello',
        endpoints: {
          hello: createAuthEndpoint(
            '/hello',
            { method: 'GET', use: [sessionMiddleware] },
            async ({ context, json }) => json({ hello: context.session.user.name }),
          ),
        },
      },
    ],
  })
  await using app = await createTestApp(club.backend)
  const anna = openBrowser(app.request)
  expect((await anna.request('/auth/hello')).status).toBe(401)
  await anna.signUp('Anna')
  expect(await (await anna.request('/auth/hello')).json()).toEqual({ hello: 'Anna' })
})

test.concurrent('an app below a path signs in, and its links are below it', async () => {
  const club = clubApp('club')
  await using app = await createTestApp(club.backend, {
    mode: 'multi',
    publicUrl: 'https://example.com/club',
    server: { routing: [pathPrefix()] },
  })
  const anna = openBrowser((path, init) => {
    const url = `http://localhost/club${path}`
    return app.server.fetch(new Request(url, init))
  }, 'https://example.com')
  await anna.signUp('Anna')
  expect(await anna.me()).toMatchObject({ name: 'Anna' })
  await anna.client.requestPasswordReset({ email: 'anna@example.com' })
  const { link } = await club.mailTo('anna@example.com')
  expect(link.href).toStartWith('https://example.com/club/?token=')
})

test.concurrent('without TLS the cookies are plain ones, of the same app', async () => {
  await using app = await createTestApp(clubApp().backend, { server: { secureCookies: false } })
  const response = await openBrowser(app.request).post('/auth/sign-up/email', {
    name: 'Anna',
    email: 'anna@example.com',
    password,
  })
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toStartWith('club.session_token=')
  expect(cookie).not.toContain('Secure')
})
