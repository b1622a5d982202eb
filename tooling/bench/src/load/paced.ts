export interface PacedOptions {
  url: string
  perSecond: number
  seconds: number
}

/**
 * Asks at fixed moments, whatever is still unanswered, and resolves with how long each answer took, in milliseconds, from the
 * moment at which it was to be asked for: a server that stands still for a while is late for all that were due meanwhile.
 */
export async function runPaced({ url, perSecond, seconds }: PacedOptions): Promise<number[]> {
  const startedAt = performance.now()
  const asked = Array.from({ length: Math.round(perSecond * seconds) }, async (_, index) => {
    const dueAt = startedAt + (index * 1000) / perSecond
    await Bun.sleep(Math.max(0, dueAt - performance.now()))
    const response = await fetch(url)
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`expected an answer, got ${response.status}`)
    return performance.now() - dueAt
  })
  return Promise.all(asked)
}
