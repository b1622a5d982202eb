import { Value } from '@sinclair/typebox/value'
import { expectation } from '../errors/expectation.ts'
import type { Declaration } from './declaration.ts'
import type { AppBackend } from './define-app.ts'
import { schemaFromSlug } from './slug.ts'

/** An app's configuration, resolved: the declaration's defaults, then what `register` was given. */
export interface AppConfig<D extends Declaration = Declaration> {
  appId: string
  slug: string
  databaseSchema: string
  features: ReadonlySet<D['feature']>
  settings: Readonly<D['settings']>
  /** Where browsers find the app, with no slash at its end. */
  publicUrl: string | undefined
  /** Whether the strict choice is made where development has another one. */
  isProduction: boolean
  mail: MailConfig
}

/** How the app's mails leave. */
export interface MailConfig {
  /** The sender. */
  from?: string
  /** `smtp://` or `smtps://`, with user and password. */
  smtpUrl?: string
  /** Where mails are written instead, in development. */
  outboxFolder?: string
  /** Takes them instead of either: for tests. */
  send?: (mail: OutgoingMail) => Promise<void>
}

/** One mail to one address. */
export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html: string
}

/** What an environment changes of an app: a feature set to `true` is on; settings are merged over the defaults. */
export interface AppOverrides {
  features?: Record<string, boolean>
  settings?: Record<string, unknown>
  publicUrl?: string | undefined
  /** Default: true. */
  isProduction?: boolean
  mail?: MailConfig
}

/** Throws a TypeError that names every feature or setting that is wrong. */
export function resolveConfig<D extends Declaration>(
  app: AppBackend<D>,
  overrides: AppOverrides = {},
): AppConfig<D> {
  return {
    appId: app.slug,
    slug: app.slug,
    databaseSchema: schemaFromSlug(app.slug),
    features: resolveFeatures(app, overrides.features ?? {}),
    settings: resolveSettings(app, overrides.settings ?? {}),
    publicUrl: overrides.publicUrl,
    isProduction: overrides.isProduction ?? true,
    mail: overrides.mail ?? {},
  }
}

function resolveFeatures<D extends Declaration>(app: AppBackend<D>, switches: Record<string, boolean>) {
  const unknown = Object.keys(switches).filter((name) => !app.features.includes(name))
  if (unknown.length > 0) {
    const known = app.features.length > 0 ? `it has ${app.features.join(', ')}` : 'it has none'
    throw new TypeError(
      `app "${app.slug}" declares no feature ${unknown.map((name) => `"${name}"`).join(', ')}: ${known}`,
    )
  }
  return new Set(app.features.filter((name) => switches[name]))
}

function resolveSettings<D extends Declaration>(
  app: AppBackend<D>,
  given: Record<string, unknown>,
): D['settings'] {
  const unknown = Object.keys(given).filter((name) => !(name in app.settings.properties))
  const settings = Value.Default(app.settings, Value.Clone(given))
  const problems = [
    ...unknown.map((name) => `/${name} is not declared`),
    ...[...Value.Errors(app.settings, settings)].map((error) => `${error.path}: ${expectation(error)}`),
  ]
  if (problems.length > 0) throw new TypeError(`settings of app "${app.slug}": ${problems.join('; ')}`)
  return Object.freeze(settings) as D['settings'] // checked against the schema this type comes from
}
