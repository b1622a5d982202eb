import { join } from 'node:path'
import { completeEnvironment, joinDevDatabase } from '@repo/devdb'

/**
 * Completes the environment, and joins the embedded database where none is named; not in production. The result leaves
 * it again.
 */
export function prepareEnvironment(): () => void {
  const { dataDir } = completeEnvironment()
  if (process.env.DATABASE_URL || process.env.NODE_ENV === 'production') return () => {}
  const { url, leave } = joinDevDatabase(join(dataDir, 'postgres'))
  process.env.DATABASE_URL = url
  return leave
}

/** The environment as this command was given it, before anything completes it. */
export function givenEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env }
}

/** The environment for a program that a command starts. */
export function environmentWith(variables: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables }
}

/** The environment without what would lead a program elsewhere. */
export function environmentWithout(names: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)))
}
