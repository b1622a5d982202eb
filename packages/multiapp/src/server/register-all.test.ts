import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { defineApp } from '../app/define-app.ts'
import { registerAll } from './register-all.ts'

let host: Awaited<ReturnType<typeof createTestServer>>
beforeAll(async () => {
  host = await createTestServer()
})
afterAll(() => host[Symbol.asyncDispose]())

const ended: string[] = []
function app(slug: string, onRegister: () => void | Promise<void> = () => {}) {
  return defineApp({ slug, name: slug }).backend({
    routes: () => new Elysia().get('/', () => slug),
    onRegister,
    onShutdown: () => void ended.push(slug),
  })
}

test('apps keep their order, whichever is ready first, and end in the reverse one', async () => {
  const own = await createTestServer({ databaseUrl: host.databaseUrl })
  const slugs = ['slow', 'b', 'c', 'd', 'e', 'f']
  const slow = () => Bun.sleep(100)
  await registerAll(
    own.server,
    slugs.map((slug) => app(slug, slug === 'slow' ? slow : undefined)),
  )
  expect(own.server.apps().map(({ slug }) => slug)).toEqual(slugs)
  await own.server.shutdown()
  expect(ended).toEqual(slugs.toReversed())
})

test('what is wrong with each is said, when none is under way any more', async () => {
  let registered = 0
  const fails = (message: string) => () => {
    throw new Error(message)
  }
  const apps = [
    app('good', async () => {
      await Bun.sleep(50)
      registered++
    }),
    app('bad', fails('bad is wrong')),
    app('worse', fails('worse is wrong')),
    ...['x', 'y', 'z'].map((slug) => app(slug, () => void registered++)),
  ]
  const error = await registerAll(host.server, apps).catch((reason: Error) => reason)
  expect(error).toHaveProperty('message', 'bad is wrong\nworse is wrong')
  expect(registered).toBeGreaterThan(0)
  expect(host.server.apps().map(({ slug }) => slug)).not.toContain('bad')
})
