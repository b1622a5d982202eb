import { setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { dropAndPrepareTogether, provisionTogether } from './provision-together.ts'

setDefaultTimeout(20_000)

test.concurrent('ten hosts provision the same apps at once', async () => {
  await using own = await createTestDatabase()
  await provisionTogether([own.url], { hosts: 10, slugs: ['race-a', 'race-b'] })
})

test.concurrent('two databases of one cluster provision the same apps at once', async () => {
  await using first = await createTestDatabase()
  await using second = await createTestDatabase()
  await provisionTogether([first.url, second.url], { hosts: 2, slugs: ['race-d', 'race-e'] })
})

test.concurrent('one database drops apps while another one of the cluster provisions them', async () => {
  await using first = await createTestDatabase()
  await using second = await createTestDatabase()
  await dropAndPrepareTogether([first.url, second.url], ['race-g', 'race-h'])
})
