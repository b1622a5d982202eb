import type { Static, TObject, TProperties } from '@sinclair/typebox'
import type { Table, View } from 'drizzle-orm'

/** What an app's definition fixes in its types. */
export interface Declaration {
  tables: Record<string, unknown>
  feature: string
  settings: object
  role: string
  permission: string
}

export type Roles = Record<string, readonly string[]>

/** The names, among an app's `tables`, of its tables and views: not of enums and relations. */
export type TableName<Tables extends Record<string, unknown>> = {
  [Name in keyof Tables & string]: Tables[Name] extends Table | View ? Name : never
}[keyof Tables & string]

/** What `bun kit db check` is told of row-level security. */
export interface RlsDeclaration<Name extends string> {
  /** Tables and views that need no policy though they carry a tenant's column, each a decision somebody made. */
  exempt?: readonly Name[]
  /** Columns that say whose a row is. Default: tenant_id and organization_id. */
  tenantColumns?: readonly string[]
}

/** What an app declares. Features are off until configuration turns them on; `'*'` in a role means every permission. */
export interface AppOptions<
  Tables extends Record<string, unknown>,
  Feature extends string,
  Settings extends TObject<TProperties>,
  AppRoles extends Roles,
> {
  /** `^[a-z][a-z0-9-]{0,39}$`: the app's name in addresses, and of its schema and role. */
  slug: string
  name: string
  /** Drizzle tables made with `pgTable`, with no schema in them. */
  tables?: Tables
  features?: readonly Feature[]
  /** A TypeBox object: every property needs a default, so that an app runs unconfigured. */
  settings?: Settings
  roles?: AppRoles
  rls?: RlsDeclaration<TableName<NoInfer<Tables>>>
}

export type DeclarationOf<
  Tables extends Record<string, unknown>,
  Feature extends string,
  Settings extends TObject<TProperties>,
  AppRoles extends Roles,
> = {
  tables: Tables
  feature: Feature
  settings: Static<Settings>
  role: keyof AppRoles & string
  permission: Exclude<AppRoles[keyof AppRoles][number], '*'>
}
