/** Clients that follow links one after another until they are not answered with a redirect. */
export function startLoad(
  url: string,
  { codes, clients = 16 }: { codes: readonly string[]; clients?: number },
) {
  let answered = 0
  let reached: { count: number; resolve: () => void } | undefined

  async function follow(client: number): Promise<void> {
    for (let turn = client; ; turn++) {
      const status = await fetch(`${url}/${codes[turn % codes.length]}`, { redirect: 'manual' }).then(
        (response) => response.status,
        () => undefined,
      )
      if (status !== 302) return
      answered++
      if (reached && answered >= reached.count) reached.resolve()
    }
  }

  const ended = Promise.all(Array.from({ length: clients }, (_, client) => follow(client)))
  return {
    /** Redirects that have arrived. */
    get answered() {
      return answered
    },
    /** Resolves when so many redirects have arrived. Rejects if they never will. */
    async reaches(count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      reached = { count, resolve }
      await Promise.race([promise, ended])
      if (answered < count) throw new Error(`the load ended after ${answered} redirects`)
    },
    ended,
  }
}
