import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { type EventReader, listenTo } from '../../test/listen-to.ts'
import { createMember, type Member } from '../../test/member.ts'
import { tasks } from '../index.ts'

setDefaultTimeout(10_000)

async function listen(who: Member, lastEventId?: string): Promise<EventReader> {
  const response = await who.get('/api/events', lastEventId ? { 'last-event-id': lastEventId } : {})
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  if (!response.body) throw new Error('the answer has no body')
  return listenTo(response.body)
}

describe('events of two hosts, where the app is alone on one and in multi mode on the other,', () => {
  let here: TestApp<typeof tasks>
  let there: TestApp<typeof tasks>
  beforeAll(async () => {
    const features = { comments: true }
    here = await createTestApp(tasks, { mode: 'single', features })
    there = await createTestApp(tasks, {
      mode: 'multi',
      features,
      databaseUrl: here.databaseUrl,
    })
  })
  afterAll(async () => {
    await there[Symbol.asyncDispose]()
    await here[Symbol.asyncDispose]()
  })

  /** Somebody on one host, and the same organization's member on the other. */
  async function createTeam(): Promise<[Member, Member]> {
    const ann = await createMember(here)
    return [ann, await createMember(there, { role: 'viewer', organization: ann.organizationId })]
  }

  const listeners = async () => {
    const [row] = await here.asAdmin(
      (sql) => sql<{ count: number }[]>`
        SELECT count(*)::int FROM pg_stat_activity
        WHERE datname = current_database() AND usename = 'app_tasks' AND query LIKE 'LISTEN %'`,
    )
    return row?.count
  }

  test('somebody has fifty streams on a host, and one that ends makes room for another', async () => {
    const ann = await createMember(here)
    const streams = await Promise.all(Array.from({ length: 50 }, () => listen(ann)))
    const refused = await ann.get('/api/events')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    await (await listen(await createMember(here))).close()
    await streams.pop()?.close()
    streams.push(await listen(ann))
    expect((await ann.get('/api/events')).status).toBe(429)
    for (const stream of streams) await stream.close()
    await (await listen(ann)).close()
  })

  test('each change is an event on every host, in order, and to its organization only', async () => {
    const [ann, bob] = await createTeam()
    const [near, far, other] = [await listen(ann), await listen(bob), await listen(await createMember(there))]
    const project = await ann.project()
    await ann.patch(`/api/projects/${project.id}`, { name: 'x' })
    const task = await ann.task(project.id)
    await ann.patch(`/api/tasks/${task.id}`, { title: 'x' })
    await ann.post(`/api/tasks/${task.id}/comments`, { body: 'x' })
    await ann.delete(`/api/tasks/${task.id}`)
    await ann.delete(`/api/projects/${project.id}`)
    const [projectId, taskId, actor] = [project.id, task.id, ann.id]
    const expected = [
      { id: 1, type: 'project.created', projectId },
      { id: 2, type: 'project.updated', projectId },
      { id: 3, type: 'task.created', projectId, taskId, version: 1 },
      { id: 4, type: 'task.updated', projectId, taskId, version: 2 },
      { id: 5, type: 'comment.created', projectId, taskId, commentId: expect.any(String) },
      { id: 6, type: 'task.deleted', projectId, taskId },
      { id: 7, type: 'project.deleted', projectId },
    ].map((event) => ({ ...event, actor, at: expect.stringMatching(/Z$/) }))
    expect(await near.take(7)).toEqual(expected)
    expect(await far.take(7)).toEqual(expected)
    expect(other.lastEventId).toBe('0')
    await Promise.all([near.close(), far.close(), other.close()])
  })

  test('what was refused is no event', async () => {
    const [ann] = await createTeam()
    const task = await ann.task((await ann.project()).id)
    const reader = await listen(ann)
    await ann.patch(`/api/tasks/${task.id}`, { title: 'x' }, { 'if-match': '"9"' })
    await ann.patch(`/api/tasks/${task.id}`, { title: 'nul \u0000' })
    await ann.delete(`/api/tasks/${crypto.randomUUID()}`)
    await ann.delete(`/api/tasks/${task.id}`)
    expect(await reader.next()).toMatchObject({ id: 3, type: 'task.deleted' })
    await reader.close()
  })

  test('of many changes at once on both hosts none is skipped, none comes twice, all in order', async () => {
    const [ann] = await createTeam()
    const cid = await createMember(there, { organization: ann.organizationId })
    const { id } = await ann.project()
    const readers = await Promise.all([listen(ann), listen(cid), listen(ann, '0')])
    await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 2 ? ann : cid).task(id)))
    const ids = Array.from({ length: 100 }, (_, index) => index + 2)
    expect((await readers[0]?.take(100))?.map((event) => event.id)).toEqual(ids)
    expect((await readers[1]?.take(100))?.map((event) => event.id)).toEqual(ids)
    expect((await readers[2]?.take(101))?.map((event) => event.id)).toEqual([1, ...ids])
    await Promise.all(readers.map((reader) => reader.close()))
  })

  test('who comes back to another host gets what came meanwhile, from where they were', async () => {
    const [ann, bob] = await createTeam()
    const first = await listen(ann)
    const { id } = await ann.project()
    await first.next()
    await first.close()
    const made = [await ann.task(id), await ann.task(id), await ann.task(id)]
    const second = await listen(bob, first.lastEventId)
    expect((await second.take(3)).map(({ taskId }) => taskId)).toEqual(made.map((task) => task.id))
    await ann.task(id)
    expect(await second.next()).toMatchObject({ id: 5, type: 'task.created' })
    await second.close()
    const late = await listen(bob, second.lastEventId)
    expect(late.lastEventId).toBe('5')
    await late.close()
  })

  test('a thousand are kept; who has missed more, or never was here, is told to read anew', async () => {
    const [ann] = await createTeam()
    const { organizationId } = ann
    await here.asAdmin(
      (sql) => sql`
        WITH counter AS (
          INSERT INTO event_counters VALUES (${organizationId}, 1199)
        )
        INSERT INTO events (organization_id, id, type, subject)
        SELECT ${organizationId}, id, 'project.updated', '{}' FROM generate_series(1, 1199) id`,
    )
    await ann.project()
    const [kept] = await here.asAdmin(
      (sql) => sql`
        SELECT min(id)::int AS first, max(id)::int AS last, count(*)::int FROM events
        WHERE organization_id = ${organizationId}`,
    )
    expect(kept).toEqual({ first: 201, last: 1200, count: 1000 })

    const behind = await listen(ann, '7')
    const messages = await behind.take(1001)
    expect(messages[0]).toEqual({ id: 200, type: 'reset' })
    expect(messages.map(({ id }) => id)).toEqual(Array.from({ length: 1001 }, (_, index) => index + 200))
    await behind.close()
    for (const unknown of ['1201', 'x', '-1', '9'.repeat(99)]) {
      const lost = await listen(ann, unknown)
      expect(await lost.next()).toEqual({ id: 1200, type: 'reset' })
      await lost.close()
    }
  })

  test('a host listens on one connection, also after it was killed, and on none when nobody is left', async () => {
    const [ann, bob] = await createTeam()
    const readers = [await listen(bob), await listen(bob), await listen(await createMember(there))]
    while ((await listeners()) !== 1) await Bun.sleep(5)
    const { id } = await ann.project()
    await readers[0]?.next()
    await here.asAdmin(
      (sql) => sql`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND usename = 'app_tasks'`,
    )
    const killedAt = performance.now()
    await Bun.sleep(50) // until both hosts know; nobody listens then
    const made = await ann.task(id)
    expect(await readers[0]?.next()).toMatchObject({ taskId: made.id })
    const [, second] = (await readers[1]?.take(2)) ?? []
    expect(second).toMatchObject({ taskId: made.id })
    // Without the new connection it would be the poll's turn, after 5 s.
    expect(performance.now() - killedAt).toBeLessThan(2000)
    while ((await listeners()) !== 1) await Bun.sleep(5)
    await Promise.all(readers.map((reader) => reader.close()))
    while ((await listeners()) !== 0) await Bun.sleep(5)
  })
})
