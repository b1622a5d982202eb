import { type Check, ok, problem } from '../check.ts'

/** Whoever migrates may make roles and schemas. */
export const rights: Check = {
  name: 'rights',
  needs: ['database'],
  async run({ database, env }) {
    const [row] = await (await database()).admin(
      'doctor',
      (sql) => sql`
        SELECT current_user AS name, current_database() AS database, rolsuper OR rolcreaterole AS makes_roles,
          has_database_privilege(current_database(), 'CREATE') AS makes_schemas
        FROM pg_roles WHERE rolname = current_user`,
    )
    const name = String(row?.name)
    const isServing = (env.MIGRATE_ON_START || (env.NODE_ENV === 'production' ? 'off' : 'on')) === 'off'
    if (isServing) return ok(`${name} makes nothing, as MIGRATE_ON_START is off`)
    const missing = [
      ...(row?.makes_roles ? [] : [`ALTER ROLE "${name}" CREATEROLE`]),
      ...(row?.makes_schemas ? [] : [`GRANT CREATE ON DATABASE "${row?.database}" TO "${name}"`]),
    ]
    if (missing.length === 0) return ok(`${name} may make roles and schemas`)
    return problem(
      `${name} may not make the apps' roles and schemas`,
      `as a superuser: ${missing.join('; ')}`,
    )
  },
}
