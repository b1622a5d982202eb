import { readFileSync } from 'node:fs'

/** What postgres.js is given instead of a URL, in which a parameter could override the role or its search_path. */
export interface Connection {
  host: string[]
  port: number[]
  database: string
  username: string
  password: string
  ssl: false | 'require' | 'prefer' | 'allow' | 'verify-full' | { ca: string; rejectUnauthorized: true }
  connect_timeout: number
  target_session_attrs?: 'read-write' | 'primary' | 'prefer-standby'
}

const malformed =
  'the database URL: expected postgres://user:password@host:port/database, with %40 for an @ in the password, and the like'
const defaultPort = 5432
const defaultConnectTimeoutSeconds = 5
const sslModes = ['disable', 'require', 'prefer', 'allow', 'verify-full', 'verify-ca']

/**
 * Reads `postgres://user:password@host[:port][,host…]/database?sslmode=…`. Takes sslmode, sslrootcert, connect_timeout and
 * target_session_attrs; throws a TypeError that names any other parameter, and never says a value.
 */
export function parseConnectionUrl(text: string): Connection {
  const parts = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(
    text,
  )
  if (!parts) throw new TypeError(malformed)
  const [, user = '', password = '', hosts = '', database = '', query = ''] = parts
  const parameters = new URLSearchParams(query)
  const known = ['sslmode', 'sslrootcert', 'connect_timeout', 'target_session_attrs', 'channel_binding']
  const unknown = [...parameters.keys()].filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new TypeError(
      `the database URL: the parameter ${unknown[0]} is not taken here; ${known.join(', ')} are`,
    )
  }
  const target = parameters.get('target_session_attrs')
  const addresses = hosts.split(',').map((host) => /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host))
  // A password with a / or an @ of its own would be read as a host and a database, and said in their errors.
  if (/[@/]/.test(database) || !addresses.every((address) => address !== null)) throw new TypeError(malformed)
  return {
    host: addresses.map(([, host = 'localhost']) => host.replace(/^\[|\]$/g, '')),
    port: addresses.map(([, , port]) => Number(port ?? defaultPort)),
    database: decode(database || user),
    username: decode(user),
    password: decode(password),
    ssl: toSsl(parameters.get('sslmode'), parameters.get('sslrootcert')),
    connect_timeout: Number(parameters.get('connect_timeout') ?? defaultConnectTimeoutSeconds),
    ...(target && { target_session_attrs: target as NonNullable<Connection['target_session_attrs']> }), // the driver refuses others
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new TypeError(malformed)
  }
}

function toSsl(mode: string | null, rootCertificate: string | null): Connection['ssl'] {
  if (mode !== null && !sslModes.includes(mode)) {
    throw new TypeError(`the database URL: sslmode is one of ${sslModes.join(', ')}`)
  }
  if (rootCertificate && rootCertificate !== 'system') {
    return { ca: readFileSync(rootCertificate, 'utf8'), rejectUnauthorized: true }
  }
  if (mode === 'verify-ca' || mode === 'verify-full') return 'verify-full'
  return mode === null || mode === 'disable' ? false : (mode as 'require' | 'prefer' | 'allow') // checked above
}
