import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { createMember } from '../../test/member.ts'
import { tasks } from '../index.ts'

describe.each(['single', 'multi'] as const)('the export in %s mode', (mode) => {
  let app: TestApp<typeof tasks>
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode, features: { export: true } })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('has every task of the organization, by project and position, safe for a spreadsheet', async () => {
    const ann = await createMember(app)
    const [second, first] = [await ann.project('Second'), await ann.project('=First')]
    const a = await ann.task(first.id, { title: 'b, "quoted"', description: 'two\nlines' })
    const b = await ann.task(first.id, { title: '=HYPERLINK("x")', position: 0, dueDate: '2026-01-31' })
    const c = await ann.task(second.id, { title: 'c', assignee: ann.id, status: 'done' })
    const response = await ann.get('/api/export.csv')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="tasks.csv"')
    expect(await response.text()).toBe(
      [
        'project,id,title,description,status,assignee,due,created,updated',
        `'=First,${b.id},"'=HYPERLINK(""x"")",,todo,,2026-01-31,${b.createdAt},${b.updatedAt}`,
        `'=First,${a.id},"b, ""quoted""","two\nlines",todo,,,${a.createdAt},${a.updatedAt}`,
        `Second,${c.id},c,,done,${ann.id},,${c.createdAt},${c.updatedAt}`,
        '',
      ].join('\r\n'),
    )
  })

  test('of an organization without tasks has its columns', async () => {
    const response = await (await createMember(app)).get('/api/export.csv')
    expect(await response.text()).toMatch(/^project,[a-z,]+\r\n$/)
  })

  test('is the data of one moment, however slowly it is read', async () => {
    const ann = await createMember(app)
    const { id } = await ann.project()
    const made = await ann.task(id)
    const response = await ann.get('/api/export.csv')
    await ann.task(id)
    await ann.delete(`/api/tasks/${made.id}`)
    const lines = (await response.text()).trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(made.id)
  })

  test('is given to two at a time, and one who stops reading makes room', async () => {
    const ann = await createMember(app)
    const [first, second] = [await ann.get('/api/export.csv'), await ann.get('/api/export.csv')]
    const third = await ann.get('/api/export.csv')
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await third.json()).toMatchObject({ code: 'RATE_LIMITED' })
    await first.body?.cancel()
    await second.text()
    const next = async (): Promise<Response> => {
      const response = await ann.get('/api/export.csv')
      if (response.status !== 429) return response
      await Bun.sleep(5)
      return next()
    }
    for (const response of [await next(), await next()]) expect(await response.text()).toStartWith('project,')
  })
})
