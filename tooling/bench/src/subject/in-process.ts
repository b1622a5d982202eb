import { slugOf } from '../fixture/apps.ts'
import type { Orders } from './protocol.ts'
import type { Target } from './target.ts'

/**
 * The time of a request that never leaves the process, in ns: it is made, answered, and its answer dropped. Making it
 * costs both sides of a comparison the same.
 */
export async function timeRequests(
  fetch: Target['fetch'],
  { path, apps, requests }: Orders['fetch']['input'],
): Promise<Orders['fetch']['output']> {
  const url = `http://localhost${path}`
  const inits = Array.from({ length: apps }, (_, index) => ({ headers: { 'x-app-id': slugOf(index) } }))
  for (const init of inits) await assertAnswers(fetch, new Request(url, init))

  const startedAt = Bun.nanoseconds()
  for (let index = 0; index < requests; index++) {
    const answer = fetch(new Request(url, inits[index % apps]))
    if (answer instanceof Promise) await answer
  }
  return { nsPerRequest: (Bun.nanoseconds() - startedAt) / requests }
}

// A refusal would be answered fast.
async function assertAnswers(fetch: Target['fetch'], request: Request): Promise<void> {
  const { status } = await fetch(request)
  if (status !== 200) throw new Error(`expected 200 for ${request.url}, got ${status}`)
}
