import { randomBytes } from 'node:crypto'
import type { AnyAppBackend } from '../app/define-app.ts'
import { appVariablePrefixes } from '../env/app-variables.ts'
import { defaultsFor, developmentUrl } from '../env/defaults.ts'
import { type Env, EnvError, readEnv } from '../env/env.ts'
import { EnvSchema } from '../env/schema.ts'
import { variable } from '../env/variable.ts'
import { inspectApp } from './inspect-app.ts'
import { servedApps } from './served-apps.ts'

export type EnvSource = Record<string, string | undefined>

export interface EnvDescription {
  /** Every variable that a host of the apps reads. */
  variables: EnvVariable[]
  /** What a start of the host would say is wrong. No value is in it. */
  problems: string[]
}

export interface EnvVariable {
  name: string
  /** The slug of the app whose it is. */
  app?: string
  /** What the environment says; an empty text counts as nothing. */
  given?: string
  /** What is in force where the environment says nothing. */
  default?: string
  /** By which it is known what of it may be shown: nothing of a `secret`, of a `url` all but its password. */
  kind: 'text' | 'url' | 'json' | 'secret'
}

/**
 * What the environment of a host of these apps says, and what is wrong with it. Nothing is made for it: in development, no
 * secret and no database is missed that a start would make.
 */
export async function describeEnv(
  apps: readonly AnyAppBackend[],
  source: EnvSource,
): Promise<EnvDescription> {
  const isProduction = source.NODE_ENV === 'production'
  return {
    variables: [
      ...hostVariables(source, isProduction),
      ...apps.flatMap(({ slug }) => appVariables(slug, source, isProduction)),
    ],
    problems: await findProblems(apps, source, isProduction),
  }
}

function hostVariables(source: EnvSource, isProduction: boolean): EnvVariable[] {
  // The host's mode is in its `main.ts`.
  const defaults: Record<string, string> = { MODE: 'multi', ...defaultsFor(isProduction) }
  return Object.entries(EnvSchema.properties).map(([name, schema]) => {
    const fallback: unknown = schema.default ?? defaults[name]
    return toVariable(source, {
      name,
      kind: schema.secret === true ? 'secret' : name.endsWith('_URL') ? 'url' : 'text',
      ...(fallback !== undefined && { default: String(fallback) }),
    })
  })
}

function appVariables(slug: string, source: EnvSource, isProduction: boolean): EnvVariable[] {
  return appVariablePrefixes.map((prefix) => {
    const url = prefix === 'PUBLIC_URL' && !isProduction && developmentUrl(slug, 'multi', portOf(source))
    const known = { name: variable(prefix, slug), app: slug, kind: appVariableKinds[prefix] }
    return toVariable(source, { ...known, ...(url && { default: url }) })
  })
}

const appVariableKinds = {
  DATABASE_URL: 'url',
  PUBLIC_URL: 'url',
  FEATURES: 'text',
  SETTINGS: 'json',
} as const

function portOf({ PORT }: EnvSource): number {
  return Number(PORT || EnvSchema.properties.PORT.default)
}

function toVariable(source: EnvSource, known: Omit<EnvVariable, 'given'>): EnvVariable {
  const given = source[known.name]
  return { ...known, ...(given && { given }) }
}

async function findProblems(
  apps: readonly AnyAppBackend[],
  source: EnvSource,
  isProduction: boolean,
): Promise<string[]> {
  try {
    const slugs = apps.map(({ slug }) => slug)
    const env = readEnv(slugs, source, { needsDatabase: isProduction, makeSecret: unsavedSecret })
    const mode = env.mode ?? 'multi'
    const served = servedApps(apps, env, mode)
    return (await Promise.all(served.map((app) => problemOf(app, env, mode)))).flat()
  } catch (error) {
    if (error instanceof EnvError) return [...error.problems]
    throw error
  }
}

const unsavedSecret = () => randomBytes(32).toString('hex')

// A feature that is not declared, a setting of another type, an address that signing in needs.
async function problemOf(app: AnyAppBackend, env: Env, mode: 'multi' | 'single'): Promise<string[]> {
  try {
    await inspectApp(app, env.overrides(app.slug, mode), { ...(env.authKeys && { authKeys: env.authKeys }) })
    return []
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const name = `app "${app.slug}"`
    return [message.includes(name) ? message : `${name}: ${message}`]
  }
}
