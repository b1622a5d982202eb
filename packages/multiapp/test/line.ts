import { connect, createServer, type Socket } from 'node:net'

export interface TestLine extends AsyncDisposable {
  readonly port: number
  /** Connections that are open stay open and carry nothing any more; new ones work. */
  cut(): void
}

/** A network between a client and a port of this machine. */
export async function startLine(port: number): Promise<TestLine> {
  const ends = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far)
    far.pipe(near)
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => {})
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      for (const end of ends) end.unpipe().pause()
    },
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy()
      server.close()
    },
  }
}
