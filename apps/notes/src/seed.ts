import type { notesApp } from './app.ts'
import * as tables from './tables.ts'

// A few more than a page of the list holds.
const titles = [
  'Welcome to notes',
  'Groceries',
  'Books to read',
  'Questions for the next planning',
  'Train to Lisbon',
  'Recipe: bread',
  'Birthday list',
  'Wi-Fi at the office',
  'Ideas for the garden',
  'Minutes of Monday',
  'Packing list',
  'Films',
  'Running times',
  'Plumber',
  'Words I keep looking up',
  'Draft of the letter',
  'Things to sell',
  'Music for the road',
  'Bicycle repairs',
  'Names for the cat',
  'Quarterly goals',
  'Leftovers',
]
const bodies = ['milk, two litres\nflour\nlemons', 'Call back on Thursday.', '']
const firstDay = Date.UTC(2026, 0, 5, 9)
const dayMs = 24 * 3600 * 1000

/** Sample notes, one a day, the same at each run. Those that are there stay as they are. */
export async function seed({ db }: Pick<typeof notesApp.deps, 'db'>): Promise<void> {
  const notes = titles.map((title, index) => {
    const createdAt = new Date(firstDay + index * dayMs)
    const body = bodies[index % bodies.length] ?? ''
    return { id: idOf(index), title, body, createdAt, updatedAt: createdAt }
  })
  await db.insert(tables.notes).values(notes).onConflictDoNothing()
}

// Fixed ids are how a second run knows its notes.
function idOf(index: number): string {
  return `5eed0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}
