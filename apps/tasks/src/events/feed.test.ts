import { afterAll, beforeAll, expect, test } from 'bun:test'
import { AppError } from '@repo/multiapp'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { listenTo } from '../../test/listen-to.ts'
import { tasks } from '../index.ts'
import * as tables from '../tables.ts'
import { createFeed, type Feed, type FeedOptions } from './feed.ts'
import { recordEvent } from './record.ts'

let app: TestApp<typeof tasks>
let db: typeof app.deps.db
beforeAll(async () => {
  app = await createTestApp(tasks)
  db = app.deps.db
})
afterAll(() => app[Symbol.asyncDispose]())

const feedOf = (options: Partial<FeedOptions> = {}) => createFeed({ db, logger: app.deps.logger, ...options })

/** The database, where one way to reach it fails. */
function failing(way: 'asTenant' | 'reserve'): typeof db {
  return Object.assign(Object.create(db), {
    [way]: () => Promise.reject(new AppError('DATABASE_UNAVAILABLE')),
  })
}

async function listen(feed: Feed, organizationId: string, lastEventId?: string) {
  const { signal } = new AbortController()
  return listenTo(await feed.open({ organizationId, lastEventId, signal, isAllowed: async () => true }))
}

async function createOrganization(): Promise<string> {
  const id = crypto.randomUUID()
  await db.insert(tables.organization).values({ id, name: 'A team', slug: id })
  return id
}

const subject = { projectId: crypto.randomUUID() }
const record = (tenantId: string) =>
  db.asTenant({ tenantId }, (tx) => recordEvent(tx, 'project.updated', subject))

test.concurrent('an event whose notification is lost comes with the next look', async () => {
  const ann = await createOrganization()
  const reader = await listen(feedOf({ db: failing('reserve'), pollSeconds: 0.05 }), ann)
  await record(ann)
  await record(ann)
  expect((await reader.take(2)).map(({ id }) => id)).toEqual([1, 2])
  await reader.close()
})

test.concurrent('an organization with an open change holds up its own later ones, and nobody else', async () => {
  const [ann, bob] = [await createOrganization(), await createOrganization()]
  const feed = feedOf()
  const [hers, his] = [await listen(feed, ann), await listen(feed, bob)]
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const slow = db.asTenant({ tenantId: ann }, async (tx) => {
    await recordEvent(tx, 'task.created', subject)
    begin()
    await mayEnd
  })
  await begun
  const later = record(ann)
  await record(bob)
  expect(await his.next()).toMatchObject({ id: 1 })
  await Bun.sleep(50)
  end()
  await Promise.all([slow, later])
  expect(await hers.take(2)).toMatchObject([
    { id: 1, type: 'task.created' },
    { id: 2, type: 'project.updated' },
  ])
  await Promise.all([hers.close(), his.close()])
})

test.concurrent('a change that is rolled back leaves no event, and its id to the next', async () => {
  const ann = await createOrganization()
  const reader = await listen(feedOf(), ann)
  const undone = db.asTenant({ tenantId: ann }, async (tx) => {
    await recordEvent(tx, 'task.created', subject)
    throw new Error('undone')
  })
  expect(await undone.catch(({ message }) => message)).toBe('undone')
  await record(ann)
  expect(await reader.next()).toMatchObject({ id: 1, type: 'project.updated' })
  await reader.close()
})

test.concurrent('a silent stream says that it lives, and ends when its time is over', async () => {
  const reader = await listen(feedOf({ heartbeatSeconds: 0.03, lifeSeconds: 1 }), crypto.randomUUID())
  expect(await reader.next()).toBeUndefined()
  expect(reader.heartbeats).toBeGreaterThanOrEqual(3)
})

test.concurrent('wake-ups without news do not keep the heartbeat from coming', async () => {
  const feed = feedOf({ db: failing('reserve'), pollSeconds: 0.01, heartbeatSeconds: 0.05, lifeSeconds: 1 })
  const reader = await listen(feed, crypto.randomUUID())
  expect(await reader.next()).toBeUndefined()
  expect(reader.heartbeats).toBeGreaterThanOrEqual(3)
})

test.concurrent('while nobody can tell whether a client may still listen, it hears nothing, and all of it after', async () => {
  const ann = await createOrganization()
  let isKnown = false
  const body = await feedOf({ pollSeconds: 0.02 }).open({
    organizationId: ann,
    lastEventId: undefined,
    signal: new AbortController().signal,
    isAllowed: async () => {
      if (!isKnown) throw new AppError('APP_UNAVAILABLE')
      return true
    },
  })
  const reader = await listenTo(body)
  await record(ann)
  const news = reader.take(2)
  await Bun.sleep(60)
  isKnown = true
  await record(ann)
  expect((await news).map(({ id }) => id)).toEqual([1, 2])
  await reader.close()
})

test.concurrent('a client that does not read costs no memory: what it has not read stays in the database', async () => {
  const ann = await createOrganization()
  const reader = await listen(feedOf(), ann)
  await db.asTenant({ tenantId: ann }, async (tx) => {
    for (let count = 0; count < 350; count++) await recordEvent(tx, 'project.updated', subject)
  })
  await Bun.sleep(50)
  const ids = (await reader.take(350)).map(({ id }) => id)
  expect(ids).toEqual(Array.from({ length: 350 }, (_, index) => index + 1))
  await reader.close()
})

test.concurrent('a database that cannot be read refuses the stream, and nobody is waited for', async () => {
  const refused = await listen(feedOf({ db: failing('asTenant') }), crypto.randomUUID()).catch(
    (error) => error,
  )
  expect(refused).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
})
