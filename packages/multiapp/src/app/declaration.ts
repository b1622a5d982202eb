import type { Static, TObject, TProperties } from '@sinclair/typebox'

/** What an app's definition fixes in its types. */
export interface Declaration {
  tables: Record<string, unknown>
  feature: string
  settings: object
  role: string
  permission: string
}

export type Roles = Record<string, readonly string[]>

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
