import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createClient, readEvents, unwrap } from '@repo/multiapp/client'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { createMember, type Role } from '../test/member.ts'
import { type TasksApi, tasks } from './index.ts'

setDefaultTimeout(20_000)

describe.each(['single', 'multi'] as const)('the typed client of tasks in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode, features: { export: true } })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  async function clientOf(role: Role) {
    const { token } = await createMember(app, { role })
    return createClient<TasksApi>('tasks', { baseUrl: 'http://localhost', token, fetch: app.server.fetch })
      .api
  }

  test('works through a project, and says what is refused by its code', async () => {
    const api = await clientOf('owner')
    const { id } = await unwrap(api.projects.post({ name: 'Move' }))
    const task = await unwrap(api.projects({ id }).tasks.post({ title: 'Pack', status: 'doing' }))
    const ifMatch = (version: number) => ({ headers: { 'if-match': `"${version}"` } })
    const done = await unwrap(api.tasks({ id: task.id }).patch({ status: 'done' }, ifMatch(task.version)))
    expect(done).toMatchObject({ status: 'done', version: task.version + 1 })
    const lost = await api.tasks({ id: task.id }).patch({ status: 'todo' }, ifMatch(task.version))
    expect(lost.error?.code).toBe('PRECONDITION_FAILED')
    const { items } = await unwrap(api.projects({ id }).tasks.get({ query: { status: 'done' } }))
    expect(items.map(({ title }) => title)).toEqual(['Pack'])
    expect((await api.tasks({ id: task.id }).comments.get()).error?.code).toBe('FEATURE_NOT_ENABLED')

    const { response } = await api['export.csv'].get()
    expect(await response?.text()).toContain('Pack')
    const viewer = await clientOf('viewer')
    expect((await viewer.projects.post({ name: 'Mine' })).error?.code).toBe('FORBIDDEN')
    expect((await viewer.projects({ id }).get()).error?.code).toBe('NOT_FOUND')
  })

  test('hears of changes as they happen, and resumes after the last one it has heard', async () => {
    const api = await clientOf('owner')
    const heard = async (lastEventId?: string) => {
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
      const { error, response } = await api.events.get({ headers })
      if (error) throw error
      return readEvents(response)
    }
    const events = await heard()
    const ids: string[] = []
    for (const name of ['One', 'Two']) {
      await unwrap(api.projects.post({ name }))
      const { value } = await events.next()
      expect(JSON.parse(value?.data ?? '{}')).toMatchObject({ type: 'project.created' })
      ids.push(value?.id ?? '')
    }
    await events.return()
    const again = await heard(ids[0])
    expect((await again.next()).value).toMatchObject({ id: ids[1] })
    await again.return()
  })
})
