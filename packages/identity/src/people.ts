import type { AppDatabase } from '@repo/multiapp'
import { type IdentityTables, identityTables } from './identity-tables.ts'
import { hashPassword } from './password/password.ts'

export interface NewPerson {
  name: string
  email: string
  password: string
}

export interface NewOrganization {
  name: string
  slug: string
  /** Users by their ids, and the roles they have. */
  members: readonly { userId: string; role: string }[]
}

/** People and organizations as a seed or a test makes them: with no mail, and no sign-in. */
export interface People {
  /** Resolves with the id. The e-mail counts as proven. */
  addUser(person: NewPerson): Promise<string>
  /** Resolves with the id. */
  addOrganization(organization: NewOrganization): Promise<string>
}

const { user, account, organization, member } = identityTables

export function createPeople(db: AppDatabase<IdentityTables>): People {
  return {
    async addUser({ name, email, password }) {
      const hash = await hashPassword(password)
      const id = crypto.randomUUID()
      await db.transaction(async (tx) => {
        await tx.insert(user).values({ id, name, email: email.toLowerCase(), emailVerified: true })
        await tx
          .insert(account)
          .values({ userId: id, accountId: id, providerId: 'credential', password: hash })
      })
      return id
    },
    async addOrganization({ name, slug, members }) {
      const id = crypto.randomUUID()
      await db.transaction(async (tx) => {
        await tx.insert(organization).values({ id, name, slug })
        if (members.length > 0)
          await tx
            .insert(member)
            .values(members.map(({ userId, role }) => ({ organizationId: id, userId, role })))
      })
      return id
    },
  }
}
