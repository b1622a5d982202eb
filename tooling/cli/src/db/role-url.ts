import { type AnyAppBackend, schemaFromSlug, sqlState } from '@repo/multiapp'
import { passwordOf, rolesOf } from '@repo/multiapp/migrations'
import { Failure } from '../failure.ts'
import type { Kit } from '../kit.ts'

/** How to log in as an app's role. The URL has no password in it: other users see a command's arguments. */
export interface RoleLogin {
  url: string
  password: string
  /** PostgreSQL's `options` for the connection, where the role has no settings of its own. */
  options?: string
}

const cannotLogIn = new Set(['28P01', '28000'])
const userInfo = /^(postgres(?:ql)?:\/\/)(?:([^:@/]*)(?::([^@/]*))?@)?/

/** Throws a Failure if the role cannot log in, which is where its schema was never made. */
export async function logInAs({ slug }: AnyAppBackend, { database, env }: Kit): Promise<RoleLogin> {
  const own = env.databaseUrls[slug]
  const { app: role } = rolesOf(slug, env.databaseRolePrefix)
  try {
    await database.forApp(slug, {}).sql`SELECT 1`
  } catch (error) {
    if (!cannotLogIn.has(sqlState(error) ?? '')) throw error
    if (own) throw new Failure(`app "${slug}": the role of its own database cannot log in: look at its URL`)
    throw new Failure(`role ${role} cannot log in: run "bun kit db migrate --app ${slug}"`)
  }
  if (own === undefined) {
    const url = env.databaseUrl.replace(userInfo, `$1${role}@`)
    return { url, password: passwordOf(role, env.databaseRoleSecret) }
  }
  const [, , , password = ''] = userInfo.exec(own) ?? []
  const options = `-c search_path=${schemaFromSlug(slug)},extensions`
  return { url: own.replace(userInfo, '$1$2@'), password: decodeURIComponent(password), options }
}
