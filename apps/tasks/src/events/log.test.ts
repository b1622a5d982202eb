import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { tasks } from '../index.ts'
import { createEventLog } from './log.ts'

test('those who ask the same at the same time share one query, but for who comes after a wake-up', async () => {
  await using app = await createTestApp(tasks)
  const log = createEventLog(app.deps.db)
  const [ann, bob] = [crypto.randomUUID(), crypto.randomUUID()]
  const first = log.after(ann, 0)
  expect(log.after(ann, 0)).toBe(first)
  expect(log.after(ann, 1)).not.toBe(first)
  expect(log.after(bob, 0)).not.toBe(first)
  log.refresh(ann)
  const second = log.after(ann, 0)
  expect(second).not.toBe(first)
  await first
  expect(log.after(ann, 0)).toBe(second)
  expect(await second).toEqual([])
  expect(log.after(ann, 0)).not.toBe(second)
})
