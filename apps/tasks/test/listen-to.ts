export interface EventMessage {
  id: number
  type: string
  [field: string]: unknown
}

/** What a client of an event stream has: messages one after another, and the id that it would resume from. */
export interface EventReader {
  /** The next message; undefined at the end of the stream. */
  next(): Promise<EventMessage | undefined>
  /** The next so many. */
  take(count: number): Promise<EventMessage[]>
  readonly lastEventId: string
  /** Comments so far, which are heartbeats. */
  readonly heartbeats: number
  close(): Promise<void>
}

/** Reads an event stream; resolves when its first id has come, from which on nothing is missed. */
export async function listenTo(body: ReadableStream<Uint8Array>): Promise<EventReader> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const messages: EventMessage[] = []
  let text = ''
  let lastEventId = ''
  let heartbeats = 0

  async function readMore(): Promise<boolean> {
    const { done, value } = await reader.read()
    if (done) return false
    text += decoder.decode(value, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) takeIn(block)
    return true
  }

  function takeIn(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.split(': ')[0], line.replace(/^\w+: /, '')]))
    if (block.startsWith(':')) heartbeats++
    lastEventId = fields.get('id') ?? lastEventId
    const data = fields.get('data')
    if (data !== undefined) messages.push({ ...JSON.parse(data), id: Number(lastEventId) })
  }

  async function next(): Promise<EventMessage | undefined> {
    while (messages.length === 0) if (!(await readMore())) return undefined
    return messages.shift()
  }

  while (lastEventId === '') if (!(await readMore())) throw new Error('the stream ended before it began')
  return {
    next,
    async take(count) {
      const taken: EventMessage[] = []
      while (taken.length < count) {
        const message = await next()
        if (!message) throw new Error(`the stream ended after ${taken.length} of ${count} messages`)
        taken.push(message)
      }
      return taken
    },
    get lastEventId() {
      return lastEventId
    },
    get heartbeats() {
      return heartbeats
    },
    close: () => reader.cancel(),
  }
}
