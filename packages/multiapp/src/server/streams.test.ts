import { expect, test } from 'bun:test'
import { RequestContext } from '../app/request-context.ts'
import { createStreams } from './streams.ts'

const context = () => new RequestContext({ app: null })
const bytes = (length: number) => new Uint8Array(length).fill(120)

function source(events: number, end: (controller: ReadableStreamDefaultController) => void) {
  let sent = 0
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await Promise.resolve()
        if (sent++ < events) controller.enqueue(bytes(10_000))
        else end(controller)
      },
    }),
  )
}

test('events that were sent are not kept', async () => {
  const streams = createStreams({ keepOpen() {} })
  const before = process.memoryUsage().rss
  const reader = streams
    .track(
      source(20_000, (controller) => controller.close()),
      context(),
    )
    .body?.getReader()
  while (!(await reader?.read())?.done) {}
  Bun.gc(true)
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(100)
})

test('a source that fails fails the stream', async () => {
  const streams = createStreams({ keepOpen() {} })
  const failing = source(2, (controller) => controller.error(new Error('cut')))
  expect(streams.track(failing, context()).arrayBuffer()).rejects.toThrow('cut')
})

test('closing ends what is open, tells its handler, and ends what comes later at once', async () => {
  const streams = createStreams({ keepOpen() {} })
  const first = context()
  const response = streams.track(
    source(Number.POSITIVE_INFINITY, () => {}),
    first,
  )
  const reader = response.body?.getReader()
  await reader?.read()
  streams.closeAll()
  while (!(await reader?.read())?.done) {}
  expect(first.signal.aborted).toBe(true)
  const later = streams.track(
    source(Number.POSITIVE_INFINITY, () => {}),
    context(),
  )
  expect((await later.arrayBuffer()).byteLength).toBe(0)
})
