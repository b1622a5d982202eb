/** What a subject process is: the framework's server, or what it is compared with. */
export type SubjectOptions =
  | { kind: 'bare' }
  | { kind: 'elysia-jwt' }
  | {
      kind: 'list-by-hand'
      /** The connection string of the role that the app with the list has. */
      roleUrl: string
      /** As in `listByHand`. */
      tuned: boolean
    }
  | MultiappOptions

export interface MultiappOptions {
  kind: 'multiapp'
  /** Default: multi. */
  mode?: 'multi' | 'single'
  databaseUrl: string
  databaseRoleSecret: string
  /** Whether registering an app provisions it; off, it only looks whether it is. */
  migrateOnStart: boolean
  /** Whether each request writes a line to the process's standard output, which is /dev/null. */
  requestLog: boolean
  plugin: boolean
  /** Whether the apps have tables, made by migrations. */
  migrations?: boolean
  /** What the first app is, if not one like all others. */
  first?: FirstApp
}

export type FirstApp = { app: 'list' } | { app: 'sign-in'; tablesSql: string }

/** What a subject process can be told to do: what goes in, what comes back. */
export interface Orders {
  register: { input: { count: number }; output: { seconds: number } }
  listen: { input: Record<never, never>; output: { url: string } }
  fetch: {
    /** `apps`: how many apps are asked in turn. */
    input: { path: string; apps: number; requests: number }
    output: { nsPerRequest: number }
  }
  /** A token that the guarded route takes. */
  token: { input: Record<never, never>; output: { token: string } }
  memory: { input: Record<never, never>; output: { rssBytes: number; heapBytes: number } }
}

export type OrderName = keyof Orders
export interface Order<Name extends OrderName = OrderName> {
  name: Name
  input: Orders[Name]['input']
}
export type Reply<Name extends OrderName = OrderName> = { output: Orders[Name]['output'] } | { error: string }
