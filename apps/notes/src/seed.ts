import type { notesApp } from './app.ts'
import * as tables from './tables.ts'

// A few more than a page of the list holds.
const count = 22
const firstDay = Date.UTC(2026, 0, 5, 9)
const dayMs = 24 * 3600 * 1000

/** Sample notes, one a day, the same at each run. Those that are there stay as they are. */
export async function seed({ db }: Pick<typeof notesApp.deps, 'db'>): Promise<void> {
  const samples = Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(firstDay + index * dayMs)
    return { id: idOf(index), title: `Note ${index + 1}`, createdAt, updatedAt: createdAt }
  })
  await db.insert(tables.notes).values(samples).onConflictDoNothing()
}

// Fixed ids are how a second run knows its rows.
function idOf(index: number): string {
  return `5eed0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}
