import { expect, test } from 'bun:test'
import { readEvents, type ServerEvent } from './index.ts'

async function eventsOf(...chunks: (string | Uint8Array)[]): Promise<ServerEvent[]> {
  const encoder = new TextEncoder()
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      controller.close()
    },
  })
  return Array.fromAsync(readEvents(new Response(body)))
}

const stream =
  ': hello\r\n\r\nid: 1\r\nevent: made\r\ndata: {"a":\r\ndata:  1}\r\n\r\ndata\r\n\r\nid\ndata:ä🙂:b\nretry: 5\nodd: x\n\n'
const expected = [
  { event: 'made', data: '{"a":\n 1}', id: '1' },
  { event: 'message', data: '', id: '1' },
  { event: 'message', data: 'ä🙂:b', id: '' },
]

test('events are those of the stream, wherever it is cut', async () => {
  const bytes = new TextEncoder().encode(stream)
  expect(await eventsOf(stream)).toEqual(expected)
  for (let at = 1; at < bytes.length; at++)
    expect(await eventsOf(bytes.slice(0, at), bytes.slice(at))).toEqual(expected)
  expect(await eventsOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected)
})

test('each of the three line ends is one', async () => {
  for (const end of ['\n', '\r', '\r\n'])
    expect(await eventsOf(...`event: a${end}data: 1${end}${end}data: 2${end}${end}`)).toEqual([
      { event: 'a', data: '1', id: '' },
      { event: 'message', data: '2', id: '' },
    ])
})

test('an event that is not complete is none, and an id with a NUL is not taken', async () => {
  expect(await eventsOf('id: 1\ndata: whole\n\nid: 2\0\ndata: also\n\ndata: half\n')).toEqual([
    { event: 'message', data: 'whole', id: '1' },
    { event: 'message', data: 'also', id: '1' },
  ])
  expect(await Array.fromAsync(readEvents(new Response(null)))).toEqual([])
})

test('leaving the loop closes the stream, and one that breaks off is an error', async () => {
  let cancelled = false
  const open = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel() {
      cancelled = true
    },
  })
  for await (const { data } of readEvents(new Response(open))) {
    expect(data).toBe('1')
    break
  }
  expect(cancelled).toBe(true)

  const breaking = new ReadableStream({ pull: (controller) => controller.error(new TypeError('reset')) })
  const read = Array.fromAsync(readEvents(new Response(breaking)))
  expect(await read.catch((error: unknown) => error)).toMatchObject({ code: 'NO_ANSWER' })
})
