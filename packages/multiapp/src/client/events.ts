import { noAnswer } from './problem-error.ts'

/** An event of a stream (the HTML standard, section 9.2). */
export interface ServerEvent {
  /** `message` where the stream names none. */
  event: string
  data: string
  /** The last one that the stream has named: what `last-event-id` resumes after. */
  id: string
}

/**
 * The events of a `text/event-stream`, as they come. Leaving the loop closes the stream. Throws a ProblemError if the
 * stream breaks off; opening another one with `last-event-id` is the caller's.
 *
 * @example for await (const { event, data } of readEvents(response)) …
 */
export async function* readEvents(response: Response): AsyncGenerator<ServerEvent, void, void> {
  const reader = response.body?.getReader()
  if (!reader) return
  const parse = createParser()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield* parse(isText(value) ? value : decoder.decode(value, { stream: true }))
    }
  } catch (cause) {
    throw noAnswer(cause)
  } finally {
    await reader.cancel().catch(() => {})
  }
}

// In one process with the server, a stream is as its handler has made it.
function isText(chunk: unknown): chunk is string {
  return typeof chunk === 'string'
}

function createParser() {
  let rest = ''
  let endedInCr = false
  let id = ''
  let event = ''
  let data: string[] = []

  return function* parse(text: string): Generator<ServerEvent> {
    // A line end of CR and LF may come in two parts.
    const lines = (rest + (endedInCr && text.startsWith('\n') ? text.slice(1) : text)).split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    if (text !== '') endedInCr = text.endsWith('\r')
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id }
        event = ''
        data = []
        continue
      }
      const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
      if (name === 'data') data.push(value)
      else if (name === 'event') event = value
      else if (name === 'id' && !value.includes('\0')) id = value
    }
  }
}
