import { Value } from '@sinclair/typebox/value'
import { parseRouting, type Resolver } from '../server/resolvers.ts'
import { developmentSecret } from './development-secret.ts'
import { EnvSchema, type RawEnv } from './schema.ts'

export interface Env {
  isProduction: boolean
  port: number
  hostname: string
  dataDir: string
  databaseUrl: string
  databaseRoleSecret: string
  /** Without it the cache is in memory. */
  redisUrl?: string
  databaseMaxConnections: number
  databaseAcquireTimeoutSeconds: number
  migrateOnStart: boolean
  mode: 'multi' | 'single' | undefined
  /** The slugs of APPS, or undefined for all. */
  apps: string[] | undefined
  routing: Resolver[]
  maxBodyBytes: number
  requestTimeoutSeconds: number
  shutdownTimeoutSeconds: number
  openapi: boolean
  logLevel: string
  logFormat: 'json' | 'pretty'
  /** FEATURES_<SLUG>: `comments,-export` turns the first on and the second off. */
  features(slug: string): Record<string, boolean>
  /** SETTINGS_<SLUG>: a JSON object. */
  settings(slug: string): Record<string, unknown>
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

/** Reads the environment of a host with the apps of these slugs. Throws an EnvError that lists every wrong variable. */
export function readEnv(
  slugs: readonly string[],
  source: Record<string, string | undefined> = process.env,
): Env {
  const problems: string[] = []
  const given = Object.fromEntries(
    Object.entries(source).filter(([name, value]) => name in EnvSchema.properties && value !== ''),
  )
  const raw = Value.Default(EnvSchema, Value.Convert(EnvSchema, given))
  for (const name of wrongNames(raw)) problems.push(`${name}: expected ${describe(name)}`)
  const env = raw as RawEnv // what is wrong of it is in `problems`, and nothing is returned then
  const isProduction = env.NODE_ENV === 'production'

  const apps = env.APPS?.split(',')
  const unknownApps = apps?.filter((slug) => !slugs.includes(slug)) ?? []
  if (unknownApps.length > 0) {
    problems.push(`APPS: no app ${unknownApps.join(', ')}; there are ${slugs.join(', ')}`)
  }
  const routing = attempt(problems, 'ROUTING', () =>
    parseRouting(env.ROUTING ?? defaultRouting(isProduction)),
  )
  const features = new Map(slugs.map((slug) => [slug, readFeatures(source[variable('FEATURES', slug)])]))
  const settings = new Map(
    slugs.map((slug) => {
      const name = variable('SETTINGS', slug)
      return [slug, attempt(problems, name, () => readSettings(source[name]))] as const
    }),
  )
  if (!env.DATABASE_URL && !problems.some((problem) => problem.startsWith('DATABASE_URL'))) {
    problems.push(
      `DATABASE_URL: expected ${describe('DATABASE_URL')}${isProduction ? '' : hintForDevelopment}`,
    )
  }
  if (!env.DATABASE_ROLE_SECRET && isProduction) {
    problems.push(
      `DATABASE_ROLE_SECRET: expected ${describe('DATABASE_ROLE_SECRET')}, such as "openssl rand -hex 32" prints`,
    )
  }
  if (problems.length > 0) throw new EnvError(problems)

  return {
    isProduction,
    port: env.PORT,
    hostname: env.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? '',
    databaseRoleSecret: env.DATABASE_ROLE_SECRET ?? developmentSecret(env.DATA_DIR, 'DATABASE_ROLE_SECRET'),
    ...(env.REDIS_URL && { redisUrl: env.REDIS_URL }),
    databaseMaxConnections: env.DATABASE_MAX_CONNECTIONS,
    databaseAcquireTimeoutSeconds: env.DATABASE_ACQUIRE_TIMEOUT_SECONDS,
    migrateOnStart: (env.MIGRATE_ON_START ?? (isProduction ? 'off' : 'on')) === 'on',
    mode: env.MODE,
    apps,
    routing: routing ?? [],
    maxBodyBytes: env.MAX_BODY_BYTES,
    requestTimeoutSeconds: env.REQUEST_TIMEOUT_SECONDS,
    shutdownTimeoutSeconds: env.SHUTDOWN_TIMEOUT_SECONDS,
    openapi: (env.OPENAPI ?? (isProduction ? 'off' : 'on')) === 'on',
    logLevel: env.LOG_LEVEL,
    logFormat: env.LOG_FORMAT ?? (isProduction ? 'json' : 'pretty'),
    features: (slug) => features.get(slug) ?? {},
    settings: (slug) => settings.get(slug) ?? {},
  }
}

const hintForDevelopment = ' (`bun run dev` starts a database by itself)'

// A browser's address bar cannot send a header: development finds apps by notes.localhost too.
function defaultRouting(isProduction: boolean): string {
  return isProduction ? 'header' : 'header,subdomain:localhost'
}

/** `<PREFIX>_<SLUG>`: upper case, with `-` as `_`. */
export function variable(prefix: string, slug: string): string {
  return `${prefix}_${slug.toUpperCase().replaceAll('-', '_')}`
}

function wrongNames(raw: unknown): (keyof RawEnv)[] {
  const names = [...Value.Errors(EnvSchema, raw)].map(({ path }) => path.slice(1) as keyof RawEnv) // properties of EnvSchema
  return [...new Set(names)]
}

function describe(name: keyof RawEnv): string {
  return EnvSchema.properties[name].description ?? 'another value'
}

function readFeatures(text: string | undefined): Record<string, boolean> {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return Object.fromEntries(
    names.map((name) => (name.startsWith('-') ? [name.slice(1), false] : [name, true])),
  )
}

function readSettings(text: string | undefined): Record<string, unknown> {
  if (!text) return {}
  const value: unknown = JSON.parse(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new TypeError('not an object')
  return { ...value }
}

function attempt<T>(problems: string[], name: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const expected = name === 'ROUTING' && error instanceof Error ? error.message : 'expected a JSON object'
    problems.push(`${name}: ${expected}`)
    return undefined
  }
}
