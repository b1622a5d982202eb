import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** The port that the file remembers, so that a saved connection string stays right; a new one if somebody has it now. */
export function choosePort(memory: string): number {
  const remembered = existsSync(memory) ? Number(readFileSync(memory, 'utf8')) : 0
  const port = listenOnce(remembered) ?? listenOnce(0)
  if (!port) throw new Error('no free port on 127.0.0.1')
  writeFileSync(memory, String(port))
  return port
}

function listenOnce(port: number): number | undefined {
  try {
    const listener = Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } })
    listener.stop(true)
    return listener.port
  } catch {
    return undefined
  }
}
