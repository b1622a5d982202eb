import { type TObject, type TProperties, Type } from '@sinclair/typebox'
import type { AnyElysia } from 'elysia'
import type { AuthDependencies, AuthOptions } from '../auth/auth-options.ts'
import type { VerifyRlsOptions } from '../database/verify-rls.ts'
import type { Migration } from '../migrations/migration.ts'
import type { CorsOptions } from '../server/cors.ts'
import type { AppOptions, Declaration, DeclarationOf, Roles } from './declaration.ts'
import type { Dependencies } from './dependencies.ts'
import { toVerifyRlsOptions } from './rls-declaration.ts'

/** An app as declared: `backend` adds what it does. */
export interface AppDefinition<D extends Declaration> {
  readonly slug: string
  readonly name: string
  readonly tables: D['tables']
  readonly features: readonly D['feature'][]
  readonly settings: TObject
  readonly roles: Readonly<Record<D['role'], readonly (D['permission'] | '*')[]>>
  /** Which tables `bun kit db check` holds to row-level security, by their names in the database. */
  readonly rls: VerifyRlsOptions
  /** The type of what the app's routes are given: write `typeof app.deps`. It has no value. */
  readonly deps: Dependencies<D>
  backend<Routes extends AnyElysia>(options: BackendOptions<D, Routes>): AppBackend<D, Routes>
}

export interface BackendOptions<D extends Declaration, Routes extends AnyElysia> {
  migrations?: readonly Migration[]
  /** Builds the app's routes. It is called before the database is touched: query in a handler or in `onRegister`. */
  routes: (deps: Dependencies<D>) => Routes
  /** How the app learns who asks. Default: by its own access tokens. */
  auth?: (deps: AuthDependencies<D>) => AuthOptions<D>
  /** Runs after the migrations, before the first request. A rejection refuses the app. */
  onRegister?: (deps: Dependencies<D>) => void | Promise<void>
  /** Runs after the last request, before the database closes; `signal` aborts at the hook's deadline. */
  onShutdown?: (deps: Dependencies<D>, signal: AbortSignal) => void | Promise<void>
  /** Which browsers' origins may call the app. None by default. */
  cors?: CorsOptions
}

/** A complete app: what `server.register` takes. */
export interface AppBackend<D extends Declaration = Declaration, Routes extends AnyElysia = AnyElysia>
  extends Omit<AppDefinition<D>, 'deps' | 'backend'> {
  readonly migrations: readonly Migration[]
  routes(deps: Dependencies<D>): Routes
  auth?(deps: AuthDependencies<D>): AuthOptions<D>
  onRegister?(deps: Dependencies<D>): void | Promise<void>
  onShutdown?(deps: Dependencies<D>, signal: AbortSignal): void | Promise<void>
  readonly cors: CorsOptions | undefined
}

/** An app of whatever declaration: for lists of apps. */
// biome-ignore lint/suspicious/noExplicitAny: a backend takes only its own deps, so no concrete declaration fits all
export type AnyAppBackend = AppBackend<any>

/**
 * Declares an app: its names become literal types, so that a feature or permission it has not declared does not compile.
 *
 * @example export const notesApp = defineApp({ slug: 'notes', name: 'Notes', tables })
 */
export function defineApp<
  const Tables extends Record<string, unknown> = Record<never, never>,
  const Feature extends string = never,
  Settings extends TObject<TProperties> = TObject<Record<never, never>>,
  const AppRoles extends Roles = Record<never, never>,
>(
  options: AppOptions<Tables, Feature, Settings, AppRoles>,
): AppDefinition<DeclarationOf<Tables, Feature, Settings, AppRoles>> {
  type D = DeclarationOf<Tables, Feature, Settings, AppRoles>
  const declared = {
    slug: options.slug,
    name: options.name,
    tables: options.tables ?? ({} as D['tables']), // no tables: the type parameter's default
    features: options.features ?? [],
    settings: options.settings ?? Type.Object({}),
    rls: toVerifyRlsOptions(options.slug, options.tables ?? {}, options.rls ?? {}),
    roles: (options.roles ?? {}) as AppDefinition<D>['roles'], // '*' and the permissions together are the union
  }
  return {
    ...declared,
    get deps(): never {
      throw new TypeError('deps is a type: write "typeof app.deps"; the value is passed to routes and hooks')
    },
    backend({ migrations = [], routes, auth, onRegister, onShutdown, cors }) {
      return {
        ...declared,
        migrations,
        routes,
        cors,
        ...(auth && { auth }),
        ...(onRegister && { onRegister }),
        ...(onShutdown && { onShutdown }),
      }
    },
  }
}
