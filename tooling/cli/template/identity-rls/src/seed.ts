import { hashPassword } from '@repo/identity'
import type { acmeStoreApp } from './app.ts'
import * as tables from './tables.ts'

const organizationId = '5eed0000-00a0-4000-8000-000000000000'
const userId = '5eed0000-00b0-4000-8000-000000000000'
const email = 'ann@example.com'
const password = 'correct horse battery'
// A few more than a page of the list holds.
const count = 22
const firstDay = Date.UTC(2026, 0, 5, 9)
const dayMs = 24 * 3600 * 1000

type Deps = Pick<typeof acmeStoreApp.deps, 'db' | 'config'>

/**
 * An organization with spare parts, one a day, the same at each run, and how to sign in to it. What is there stays as it
 * is. Throws in production: everybody knows the password.
 */
export async function seed({ db, config }: Deps): Promise<void> {
  if (config.isProduction) throw new Error('the seed is for development: everybody knows its password')
  await seedOwner(db)
  const samples = Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(firstDay + index * dayMs)
    return { id: idOf(index), title: `Spare part ${index + 1}`, createdAt, updatedAt: createdAt }
  })
  await db.asTenant({ tenantId: organizationId, userId }, (tx) =>
    tx.insert(tables.spareParts).values(samples).onConflictDoNothing(),
  )
  console.log(`sign in at ${config.publicUrl ?? '/'} as ${email} with the password "${password}"`)
}

async function seedOwner(db: Deps['db']): Promise<void> {
  const hash = await hashPassword(password)
  await db.transaction(async (tx) => {
    await tx
      .insert(tables.organization)
      .values({ id: organizationId, name: 'The seed’s team', slug: 'seed' })
      .onConflictDoNothing()
    await tx
      .insert(tables.user)
      .values({ id: userId, name: 'Ann', email, emailVerified: true })
      .onConflictDoNothing()
    await tx
      .insert(tables.account)
      .values({ userId, accountId: userId, providerId: 'credential', password: hash })
      .onConflictDoNothing()
    await tx.insert(tables.member).values({ organizationId, userId, role: 'owner' }).onConflictDoNothing()
  })
}

// Fixed ids are how a second run knows its rows.
function idOf(index: number): string {
  return `5eed0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}
