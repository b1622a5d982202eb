import { describeError } from './describe-error.ts'

const secretNames = new Set(
  [
    ...[
      'authorization',
      'proxy-authorization',
      'cookie',
      'set-cookie',
      'password',
      'passphrase',
      'secret',
      'token',
    ],
    ...[
      'accesstoken',
      'refreshtoken',
      'idtoken',
      'clientsecret',
      'apikey',
      'xapikey',
      'privatekey',
      'credentials',
    ],
  ].map(plain),
)
const maxDepth = 6

/** A copy of what is to be logged, without what is named like a secret, at any depth, and with errors described. */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Error) return describeError(value)
  if (depth >= maxDepth) return '[deeper than a log line goes]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  if (value instanceof Headers) return redact(Object.fromEntries(value), depth)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretNames.has(plain(name)) ? '[redacted]' : redact(item, depth + 1),
    ]),
  )
}

// accessToken, access_token and Access-Token are one name.
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '')
}
