import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { EnvVariable } from '@repo/multiapp'
import { lengthOf, mask } from './mask.ts'
import type { Sources } from './sources.ts'

/** A variable as it may be shown to anybody. */
export interface ShownVariable {
  name: string
  app?: string
  /** What is in force, with what is secret masked; empty for nothing. */
  value: string
  /** Where that comes from: `environment`, the file's name, `default`, `development` (made by it), `unset`. */
  from: string
}

export function showVariable(variable: EnvVariable, sources: Sources): ShownVariable {
  const { name, app, given, default: fallback, kind } = variable
  const known = { name, ...(app !== undefined && { app }) }
  if (given !== undefined) return { ...known, value: mask(given, kind), from: originOf(name, sources) }
  const made = madeByDevelopment(name, sources)
  if (made !== undefined) return { ...known, value: made, from: 'development' }
  return fallback === undefined
    ? { ...known, value: '', from: 'unset' }
    : { ...known, value: fallback, from: 'default' }
}

function originOf(name: string, { environment, file, fileName, plays }: Sources): string {
  if (name === 'NODE_ENV' && plays) return '--production'
  if (!(name in environment)) return fileName
  return file[name] === undefined || file[name] === environment[name]
    ? 'environment'
    : `environment, not ${fileName}`
}

// What `bun run dev` provides where nobody does.
function madeByDevelopment(name: string, { root, merged }: Sources): string | undefined {
  if (merged.NODE_ENV === 'production') return undefined
  if (name === 'DATABASE_URL') return 'embedded PostgreSQL'
  if (name !== 'AUTH_SECRET' && name !== 'DATABASE_ROLE_SECRET') return undefined
  const file = join(resolve(root, merged.DATA_DIR || '.data'), 'secrets', name)
  return existsSync(file) ? lengthOf(readFileSync(file, 'utf8')) : 'made at the first start'
}
