import type { acmeStoreApp } from './app.ts'
import * as tables from './tables.ts'

const organizationId = '5eed0000-00a0-4000-8000-000000000000'
// A few more than a page of the list holds.
const count = 22
const firstDay = Date.UTC(2026, 0, 5, 9)
const dayMs = 24 * 3600 * 1000

/** Sample spare parts of one organization, one a day, the same at each run. Those that are there stay as they are. */
export async function seed({ db }: Pick<typeof acmeStoreApp.deps, 'db'>): Promise<void> {
  const samples = Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(firstDay + index * dayMs)
    return { id: idOf(index), title: `Spare part ${index + 1}`, createdAt, updatedAt: createdAt }
  })
  await db.asTenant({ tenantId: organizationId }, (tx) =>
    tx.insert(tables.spareParts).values(samples).onConflictDoNothing(),
  )
  console.log(`for a token: bun kit token --app acme-store --org ${organizationId} --role owner`)
}

// Fixed ids are how a second run knows its rows.
function idOf(index: number): string {
  return `5eed0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}
