import { type AnyAppBackend, sqlState } from '@repo/multiapp'
import { passwordOf, rolesOf } from '@repo/multiapp/migrations'
import { Failure } from '../failure.ts'
import type { Kit } from '../kit.ts'

/** How to log in as an app's role. The URL has no password in it: other users see a command's arguments. */
export interface RoleLogin {
  url: string
  password: string
}

const cannotLogIn = new Set(['28P01', '28000'])

/** Throws a Failure if the role cannot log in, which is where its schema was never made. */
export async function logInAs({ slug }: AnyAppBackend, { database, env }: Kit): Promise<RoleLogin> {
  const { app: role } = rolesOf(slug)
  try {
    await database.forApp(slug, {}).sql`SELECT 1`
  } catch (error) {
    if (!cannotLogIn.has(sqlState(error) ?? '')) throw error
    throw new Failure(`role ${role} cannot log in: run "bun kit db migrate --app ${slug}"`)
  }
  const url = env.databaseUrl.replace(/^(postgres(?:ql)?:\/\/)(?:[^@/]*@)?/, `$1${role}@`)
  return { url, password: passwordOf(role, env.databaseRoleSecret) }
}
