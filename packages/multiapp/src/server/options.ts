import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { AnyElysia } from 'elysia'
import type { KeySource } from '../auth/keys.ts'
import type { OwnedCache } from '../cache/cache.ts'
import type { TrustedProxies } from '../http/client-address.ts'
import type { Logger } from '../log/logger.ts'
import type { CorsOptions } from './cors.ts'
import type { Resolver } from './resolvers.ts'

export interface ServerOptions {
  /** `multi` routes requests among apps; `single` serves one app and needs no header. */
  mode: 'multi' | 'single'
  /** The admin's connection string; see `createDatabase`. */
  databaseUrl: string
  /** At least 32 characters: the database passwords of the apps' roles are derived from it. */
  databaseRoleSecret: string
  /** What the names of the apps' roles begin with, where databases of one cluster have different secrets. Default: none. */
  databaseRolePrefix?: string
  /** By slug, the connection strings of apps with a database of their own; see `createDatabase`. */
  databaseUrls?: Readonly<Record<string, string>>
  /** The most connections that all apps of this host open together. Default: 50. */
  databaseMaxConnections?: number
  /** How long a query waits for a connection before it is DATABASE_UNAVAILABLE. Default: 2. */
  databaseAcquireTimeoutSeconds?: number
  /** Where the keys of the apps' tokens come from: secrets, or key pairs. Without them no app has tokens. */
  authKeys?: KeySource
  /** Whether browsers come over TLS: session cookies are then `__Host-` and `Secure`. Default: true. */
  secureCookies?: boolean
  /** `redis://` or `rediss://`: the apps' cache is there, and processes share it. Default: in this process's memory. */
  redisUrl?: string
  /** A cache made otherwise, as for Redis Cluster or Sentinel, instead of `redisUrl`. The server closes it. */
  cache?: OwnedCache
  /** The time for tokens, sessions, a cache in memory and the apps, in milliseconds since 1970: for tests. Default: the machine's. */
  now?: () => number
  /** Default: a logger at level `info` that writes JSON. */
  logger?: Logger
  /** Who says which app is meant, in order. Default: the header X-App-ID. */
  routing?: readonly Resolver[]
  /** Whom `X-Forwarded-For` is believed; see `parseTrustedProxies`. Default: 0, nobody. */
  trustedProxies?: TrustedProxies
  /** Which browsers' pages may call an app that says nothing of it. Default: none. */
  cors?: CorsOptions
  /** Elysia plugins that every app gets before its routes. */
  middleware?: readonly AnyElysia[]
  /** Whether `/openapi` describes each app. Default: false. */
  openapi?: boolean
  /** Whether `register` migrates. Off, it only looks, and pending migrations keep the server from being ready. Default: true. */
  migrateOnStart?: boolean
  /** Whether `/` lists the apps to a browser, where no app is named. Default: false. */
  homePage?: boolean
  /** Whether each request writes a log line. Default: true. */
  requestLog?: boolean
  /** Default: 3000; 0 takes a free one. */
  port?: number
  /** Default: 0.0.0.0. */
  hostname?: string
  /** Default: 1 MiB. */
  maxBodyBytes?: number
  /** Default: 30, at most 250: Bun closes idle connections after 255. Streams are exempt once their headers are out. */
  requestTimeoutSeconds?: number
  /** How long requests under way may take once the server shuts down. Default: 30. */
  shutdownTimeoutSeconds?: number
}

const Checked = Type.Object({
  mode: Type.Union([Type.Literal('multi'), Type.Literal('single')]),
  databaseUrl: Type.RegExp(/^postgres(ql)?:\/\//, { description: 'a postgres:// connection string' }),
  databaseRoleSecret: Type.String({ minLength: 32 }),
  databaseUrls: Type.Optional(Type.Record(Type.String(), Type.String())),
  databaseMaxConnections: Type.Optional(Type.Integer({ minimum: 1 })),
  databaseAcquireTimeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 60 })),
  redisUrl: Type.Optional(Type.RegExp(/^rediss?:\/\//, { description: 'a redis:// or rediss:// URL' })),
  routing: Type.Optional(Type.Array(Type.Function([], Type.Unknown()), { minItems: 1 })),
  port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
  maxBodyBytes: Type.Optional(Type.Integer({ minimum: 1 })),
  requestTimeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 250 })),
  shutdownTimeoutSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 3600 })),
})

/** Throws a TypeError that names the first wrong option and never says its value. */
export function assertServerOptions(options: ServerOptions): void {
  const problem = Value.Errors(Checked, options).First()
  if (!problem) return
  const expected = problem.schema.description ?? problem.message.toLowerCase()
  throw new TypeError(
    `createServer: option "${problem.path.slice(1)}": expected ${expected.replace(/^expected /, '')}`,
  )
}
