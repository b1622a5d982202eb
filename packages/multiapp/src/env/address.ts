import { Value } from '@sinclair/typebox/value'
import { EnvError } from './env.ts'
import { EnvSchema } from './schema.ts'

/**
 * Where the server of this environment is found from its own machine. Looks at PORT and HOST only, so that whoever asks a
 * server needs none of its secrets. Throws an EnvError.
 */
export function readAddress(source: Record<string, string | undefined> = process.env): URL {
  const { PORT, HOST } = EnvSchema.properties
  const port = Value.Convert(PORT, source.PORT || PORT.default)
  if (!Value.Check(PORT, port) || port === 0) {
    throw new EnvError([
      `PORT: expected ${PORT.description?.split(';')[0]}, and not 0: nobody knows what that became`,
    ])
  }
  const host = source.HOST
  return new URL(`http://${host && Value.Check(HOST, host) ? reachable(host) : '127.0.0.1'}:${port}`)
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
