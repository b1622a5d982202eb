import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import type { AppOverrides } from '../app/app-config.ts'
import type { KeySource } from '../auth/keys.ts'
import { parseTrustedProxies, type TrustedProxies } from '../http/client-address.ts'
import { parseRouting, type Resolver } from '../server/resolvers.ts'
import { type AppVariables, type Attempt, readAppVariables } from './app-variables.ts'
import { readAuthKeys } from './auth-keys.ts'
import { defaultsFor, developmentUrl } from './defaults.ts'
import { developmentSecret } from './development-secret.ts'
import { EnvSchema, type RawEnv } from './schema.ts'
import { variable } from './variable.ts'

export interface Env extends AppVariables {
  isProduction: boolean
  port: number
  hostname: string
  dataDir: string
  databaseUrl: string
  databaseRoleSecret: string
  /** What the names of the apps' roles begin with; none by default. */
  databaseRolePrefix: string
  /** Where the keys of the apps' tokens come from: always there, unless they are not needed. */
  authKeys?: KeySource
  /** Without it the cache is in memory. */
  redisUrl?: string
  databaseMaxConnections: number
  databaseAcquireTimeoutSeconds: number
  migrateOnStart: boolean
  mode: 'multi' | 'single' | undefined
  /** The slugs of APPS, or undefined for all. */
  apps: string[] | undefined
  routing: Resolver[]
  /** None by default. */
  trustedProxies: TrustedProxies
  maxBodyBytes: number
  requestTimeoutSeconds: number
  shutdownTimeoutSeconds: number
  openapi: boolean
  logLevel: string
  logFormat: 'json' | 'pretty'
  /** What all of this says of one app, for its registration. */
  overrides(slug: string, mode: 'multi' | 'single'): AppOverrides
}

/** What is wrong with the environment, all of it. Values are never shown: they may be secrets. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the environment is not right:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

export interface EnvOptions {
  /** Whether tokens are made or verified; else production needs no keys of them. Default: true. */
  needsKeys?: boolean
  /** Whether a database is asked; else its variables may be missing, and are then empty. Default: true. */
  needsDatabase?: boolean
  /** How a secret comes about that development does without. Default: it is made once and kept in DATA_DIR. */
  makeSecret?: (name: string) => string
}

/** Reads the environment of a host with the apps of these slugs. Throws an EnvError that lists every wrong variable. */
export function readEnv(
  slugs: readonly string[],
  source: Record<string, string | undefined> = process.env,
  { needsKeys = true, needsDatabase = true, makeSecret }: EnvOptions = {},
): Env {
  const problems: string[] = []
  const given = Object.fromEntries(
    Object.entries(source).filter(([name, value]) => name in EnvSchema.properties && value !== ''),
  )
  const raw = Value.Default(EnvSchema, Value.Convert(EnvSchema, given))
  for (const name of wrongNames(raw)) problems.push(`${name}: expected ${describe(name)}`)
  // What is wrong of it is in `problems`, and nothing is returned then.
  const read = raw as RawEnv
  const isProduction = read.NODE_ENV === 'production'
  const env = { ...defaultsFor(isProduction), ...read }
  const secretOf = makeSecret ?? ((name: string) => developmentSecret(env.DATA_DIR, name))

  if (isProduction && env.LOG_FORMAT === 'pretty') {
    problems.push('LOG_FORMAT: expected json: pretty lines are for development')
  }

  const apps = env.APPS?.split(',')
  const unknownApps = apps?.filter((slug) => !slugs.includes(slug)) ?? []
  if (unknownApps.length > 0) {
    problems.push(`APPS: no app ${unknownApps.join(', ')}; there are ${slugs.join(', ')}`)
  }
  const attempt = attemptWith(problems)
  const routing = attempt('ROUTING', () => parseRouting(env.ROUTING))
  const appVariables = readAppVariables(slugs, source, attempt)
  if (isProduction)
    for (const [slug, url] of Object.entries(appVariables.publicUrls))
      if (!isSafe(new URL(url)))
        problems.push(
          `${variable('PUBLIC_URL', slug)}: expected https: browsers keep no Secure cookie from elsewhere`,
        )
  const trustedProxies = attempt('TRUSTED_PROXIES', () => parseTrustedProxies(env.TRUSTED_PROXIES))
  if (
    needsDatabase &&
    !env.DATABASE_URL &&
    !problems.some((problem) => problem.startsWith('DATABASE_URL:'))
  ) {
    problems.push(
      `DATABASE_URL: expected ${describe('DATABASE_URL')}${isProduction ? '' : hintForDevelopment}`,
    )
  }
  if (needsDatabase && !env.DATABASE_ROLE_SECRET && isProduction) {
    problems.push(
      `DATABASE_ROLE_SECRET: expected ${describe('DATABASE_ROLE_SECRET')}, such as "openssl rand -hex 32" prints`,
    )
  }
  const authKeys = readAuthKeys(
    env,
    attempt,
    isProduction ? undefined : () => secretOf('AUTH_SECRET'),
    needsKeys,
  )
  if (problems.length > 0) throw new EnvError(problems)

  return {
    isProduction,
    port: env.PORT,
    hostname: env.HOST,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? '',
    databaseRoleSecret: env.DATABASE_ROLE_SECRET ?? (needsDatabase ? secretOf('DATABASE_ROLE_SECRET') : ''),
    databaseRolePrefix: env.DATABASE_ROLE_PREFIX ?? '',
    ...(authKeys && { authKeys }),
    ...(env.REDIS_URL && { redisUrl: env.REDIS_URL }),
    databaseMaxConnections: env.DATABASE_MAX_CONNECTIONS,
    databaseAcquireTimeoutSeconds: env.DATABASE_ACQUIRE_TIMEOUT_SECONDS,
    migrateOnStart: env.MIGRATE_ON_START === 'on',
    mode: env.MODE,
    apps,
    routing: routing ?? [],
    trustedProxies: trustedProxies ?? 0,
    maxBodyBytes: env.MAX_BODY_BYTES,
    requestTimeoutSeconds: env.REQUEST_TIMEOUT_SECONDS,
    shutdownTimeoutSeconds: env.SHUTDOWN_TIMEOUT_SECONDS,
    openapi: env.OPENAPI === 'on',
    logLevel: env.LOG_LEVEL,
    logFormat: env.LOG_FORMAT,
    ...appVariables,
    overrides(slug, mode) {
      const publicUrl =
        appVariables.publicUrls[slug] ?? (isProduction ? undefined : developmentUrl(slug, mode, env.PORT))
      return {
        features: appVariables.features(slug),
        settings: appVariables.settings(slug),
        isProduction,
        ...(publicUrl && { publicUrl }),
        mail: {
          ...(env.MAIL_FROM && { from: env.MAIL_FROM }),
          ...(env.SMTP_URL
            ? { smtpUrl: env.SMTP_URL }
            : !isProduction && { outboxFolder: join(env.DATA_DIR, 'outbox') }),
        },
      }
    },
  }
}

// As browsers see it (Secure Contexts, section 3.1): over TLS, or on this machine.
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(?:(?:.+\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
}

const hintForDevelopment = ' (`bun run dev` starts a database by itself)'

function wrongNames(raw: unknown): (keyof RawEnv)[] {
  const names = [...Value.Errors(EnvSchema, raw)].map(({ path }) => path.slice(1) as keyof RawEnv) // properties of EnvSchema
  return [...new Set(names)]
}

function describe(name: keyof RawEnv): string {
  return EnvSchema.properties[name].description ?? 'another value'
}

function attemptWith(problems: string[]): Attempt {
  return (name, read) => {
    try {
      return read()
    } catch (error) {
      problems.push(
        `${name}: ${error instanceof Error ? error.message.replace('the database URL: ', '') : error}`,
      )
      return undefined
    }
  }
}
