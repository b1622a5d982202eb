import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and PostgreSQL as poolers do that know no search_path: it is taken out of what begins a connection. */
export async function startForgetfulPooler(target: URL) {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.once('data', (first) => {
      upstream.write(withoutSearchPath(Buffer.from(first)))
      client.pipe(upstream)
      upstream.pipe(client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

// The first message: its length, the version of the protocol, and names and values, each ended by a zero.
function withoutSearchPath(message: Buffer): Buffer {
  const words = message.subarray(8, -1).toString().split('\0').slice(0, -1)
  const kept = words.filter((_, index) => words[index - (index % 2)] !== 'search_path')
  const body = Buffer.concat([message.subarray(4, 8), Buffer.from(`${kept.join('\0')}\0\0`)])
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([length, body])
}
