import { expect, test } from 'bun:test'
import { createMemoryCache } from '@repo/multiapp'
import { createOneAtATime } from './one-at-a-time.ts'

test('a key is one caller’s at a time, and another key is free meanwhile', async () => {
  await using cache = createMemoryCache()
  const { take } = createOneAtATime(cache.strict)
  const order: string[] = []
  const first = await take('anna')
  const second = take('anna').then((end) => {
    order.push('second')
    return end
  })
  await (await take('berta'))?.()
  order.push('first ends')
  await first?.()
  await (await second)?.()
  expect(order).toEqual(['first ends', 'second'])
})
