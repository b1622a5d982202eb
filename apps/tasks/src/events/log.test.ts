import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { tasks } from '../index.ts'
import { createEventLog } from './log.ts'

test('those who ask the same at the same time share one query, but for who comes after a wake-up', async () => {
  await using app = await createTestApp(tasks)
  const reads = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  let begun = 0
  const real = app.deps.db
  // Each read ends when the test says so.
  const db: typeof real = Object.assign(Object.create(real), {
    asTenant: async (...query: Parameters<typeof real.asTenant>) => {
      const read = reads[begun++]
      const rows = await real.asTenant(...query)
      await read?.promise
      return rows
    },
  })
  const log = createEventLog(db)
  const [ann, bob] = [crypto.randomUUID(), crypto.randomUUID()]
  const first = log.after(ann, 0)
  expect(log.after(ann, 0)).toBe(first)
  expect(log.after(ann, 1)).not.toBe(first)
  expect(log.after(bob, 0)).not.toBe(first)
  log.refresh(ann)
  const second = log.after(ann, 0)
  expect(second).not.toBe(first)
  reads[0]?.resolve()
  await first
  expect(log.after(ann, 0)).toBe(second)
  reads[3]?.resolve()
  expect(await second).toEqual([])
  expect(log.after(ann, 0)).not.toBe(second)
  for (const { resolve } of reads) resolve()
})
