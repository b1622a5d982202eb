import { parseConnectionUrl } from '../database/connection-url.ts'
import { variable } from './variable.ts'

/** What the names of single apps' variables begin with. */
export const appVariablePrefixes = ['DATABASE_URL', 'PUBLIC_URL', 'FEATURES', 'SETTINGS'] as const

/** What the variables of single apps say. */
export interface AppVariables {
  /** DATABASE_URL_<SLUG>, by slug: the connection strings of the apps with a database of their own. */
  databaseUrls: Readonly<Record<string, string>>
  /** PUBLIC_URL_<SLUG>, by slug: where browsers find the apps, with no slash at the end. */
  publicUrls: Readonly<Record<string, string>>
  /** FEATURES_<SLUG>: `comments,-export` turns the first on and the second off. */
  features(slug: string): Record<string, boolean>
  /** SETTINGS_<SLUG>: a JSON object. */
  settings(slug: string): Record<string, unknown>
}

/** Calls `read`; what it throws is reported under the variable's name. */
export type Attempt = <T>(name: string, read: () => T) => T | undefined

/**
 * Reads `<NAME>_<SLUG>` of each app. Others are no business of ours: a provider's DATABASE_URL_UNPOOLED, or another app's,
 * where one boots alone beside the others.
 */
export function readAppVariables(
  slugs: readonly string[],
  source: Record<string, string | undefined>,
  attempt: Attempt,
): AppVariables {
  const readEach = <T>(
    prefix: (typeof appVariablePrefixes)[number],
    read: (text: string) => T,
  ): Record<string, T> =>
    Object.fromEntries(
      slugs.flatMap((slug) => {
        const name = variable(prefix, slug)
        const text = source[name]
        const value = text ? attempt(name, () => read(text)) : undefined
        return value === undefined ? [] : [[slug, value]]
      }),
    )
  const features = readEach('FEATURES', readFeatures)
  const settings = readEach('SETTINGS', readSettings)
  return {
    databaseUrls: readEach('DATABASE_URL', readDatabaseUrl),
    publicUrls: readEach('PUBLIC_URL', readPublicUrl),
    features: (slug) => features[slug] ?? {},
    settings: (slug) => settings[slug] ?? {},
  }
}

function readFeatures(text: string): Record<string, boolean> {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return Object.fromEntries(
    names.map((name) => (name.startsWith('-') ? [name.slice(1), false] : [name, true])),
  )
}

function readSettings(text: string): Record<string, unknown> {
  const value = parseJson(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new TypeError('expected a JSON object')
  }
  return { ...value }
}

// The parser's own message quotes what it was given.
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new TypeError('expected https://host, with a path if the app has one there, and nothing more')
  return url.href.replace(/\/+$/, '')
}

// The role is the URL's, so there has to be one.
function readDatabaseUrl(url: string): string {
  if (parseConnectionUrl(url).username === '') {
    throw new TypeError('expected the user to use it as, as in postgres://user:password@host:port/database')
  }
  return url
}
