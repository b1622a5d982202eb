import type { AnyAppBackend } from '../app/define-app.ts'
import { type Env, EnvError } from '../env/env.ts'

/** The apps that the environment has a process serve. Throws an EnvError if the mode is single and they are not one. */
export function servedApps(
  apps: readonly AnyAppBackend[],
  env: Pick<Env, 'apps'>,
  mode: 'multi' | 'single',
): AnyAppBackend[] {
  const served = apps.filter(({ slug }) => !env.apps || env.apps.includes(slug))
  if (mode === 'single' && served.length !== 1) {
    const slugs = apps.map(({ slug }) => slug)
    throw new EnvError([`MODE: single serves exactly one app: set APPS to one of ${slugs.join(', ')}`])
  }
  return served
}
