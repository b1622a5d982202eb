export interface TestRedis extends AsyncDisposable {
  readonly url: string
  /** kill -9. */
  kill(): Promise<void>
}

/** A redis-server on a free port that keeps nothing on disk. It ends with this process, however that ends. */
export async function startRedis(): Promise<TestRedis> {
  const port = freePort()
  const options = `--port ${port} --bind 127.0.0.1 --save '' --appendonly no --dir /tmp --loglevel warning`
  // The shell waits for the end of a pipe of which this process holds the other side.
  const script = `redis-server ${options} & read -r _; kill -9 $!; wait`
  const shell = Bun.spawn(['sh', '-c', script], { stdin: 'pipe', stdout: 'ignore', stderr: 'ignore' })
  while (!(await listens(port))) await Bun.sleep(5)
  const kill = async () => {
    await shell.stdin.end()
    await shell.exited
  }
  return { url: `redis://127.0.0.1:${port}`, kill, [Symbol.asyncDispose]: kill }
}

function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop(true)
  return listener.port
}

async function listens(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } })
    socket.end()
    return true
  } catch {
    return false
  }
}
