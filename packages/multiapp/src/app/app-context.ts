import type { AppConfig } from './app-config.ts'
import type { Declaration } from './declaration.ts'
import type { AppBackend, AppDefinition } from './define-app.ts'

/** Which app this is: the same object for every request of the app. */
export interface AppContext<D extends Declaration = Declaration> {
  readonly id: string
  readonly slug: string
  readonly name: string
  /** The app's PostgreSQL schema. */
  readonly schema: string
  readonly features: ReadonlySet<D['feature']>
  readonly settings: Readonly<D['settings']>
  /** What each role may; `'*'` is every permission. */
  readonly roles: AppDefinition<D>['roles']
  /** All that the roles name. */
  readonly permissions: ReadonlySet<D['permission']>
  hasFeature(feature: D['feature']): boolean
}

export function createAppContext<D extends Declaration>(
  app: AppBackend<D>,
  config: AppConfig<D>,
): AppContext<D> {
  return Object.freeze({
    id: config.appId,
    slug: config.slug,
    name: app.name,
    schema: config.databaseSchema,
    features: config.features,
    settings: config.settings,
    roles: app.roles,
    permissions: permissionsOf(app),
    hasFeature: (feature: D['feature']) => config.features.has(feature),
  })
}

function permissionsOf<D extends Declaration>({ roles }: AppBackend<D>): ReadonlySet<D['permission']> {
  const named: (D['permission'] | '*')[] = Object.values<readonly (D['permission'] | '*')[]>(roles).flat()
  return new Set(named.filter((permission) => permission !== '*'))
}
