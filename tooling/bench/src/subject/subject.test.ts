import { expect, test } from 'bun:test'
import { measuredPath } from '../fixture/routes.ts'
import { startSubject } from './subject.ts'

test('a subject times requests, listens on loopback only, and ends with its handle', async () => {
  const subject = startSubject({ kind: 'bare' })
  const { nsPerRequest } = await subject.order('fetch', { path: measuredPath, apps: 1, requests: 100 })
  expect(nsPerRequest).toBeGreaterThan(0)

  const { url } = await subject.order('listen', {})
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect((await fetch(new URL(measuredPath, url))).status).toBe(200)

  await subject[Symbol.asyncDispose]()
  await expect(fetch(new URL(measuredPath, url))).rejects.toThrow()
})

test('an order to a subject that has ended is refused and does not wait', async () => {
  const subject = startSubject({ kind: 'bare' })
  await subject[Symbol.asyncDispose]()
  await expect(subject.order('memory', {})).rejects.toThrow()
})

test('a path that is not answered with 200 is not timed', async () => {
  await using subject = startSubject({ kind: 'bare' })
  const wrong = subject.order('fetch', { path: '/nowhere', apps: 1, requests: 100 })
  await expect(wrong).rejects.toThrow('expected 200 for http://localhost/nowhere, got 404')
})
