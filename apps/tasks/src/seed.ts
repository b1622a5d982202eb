import { hashPassword } from '@repo/identity'
import type { tasksApp } from './app.ts'
import * as tables from './tables.ts'

const organizationId = idOf('00a0', 0)
const organization = { id: organizationId, name: 'The seed’s team', slug: 'seed' }
const password = 'correct horse battery'
const ann = { id: idOf('00b0', 0), name: 'Ann', email: 'ann@example.com', role: 'owner' }
const bob = { id: idOf('00b0', 1), name: 'Bob', email: 'bob@example.com', role: 'member' }
const people = [ann, bob]
const firstDay = Date.UTC(2026, 0, 5, 9)
const dayMs = 24 * 3600 * 1000

const titlesByProject = {
  Website: [
    'Draw the start page',
    'Write the texts',
    'Choose the photographs',
    'Contrast in dark mode',
    'Keyboard and screen reader',
    'Imprint',
    'Redirect the old addresses',
    'Measure how fast it is',
    'Announce it',
  ],
  'Move to the new office': [
    'Count the desks',
    'Offers of three removal firms',
    'Internet',
    'Who sits where',
    'Labels for the boxes',
    'Keys',
    'Plants',
    'Clean the old rooms',
    'Hand over the old rooms',
    'Party',
    'Tell the bank',
    'Tell the tax office',
    'New business cards',
    'Sign at the door',
    'Coffee machine',
    'Fire extinguishers',
    'Meeting room names',
    'First-aid kit',
    'Bicycle stands',
    'Recycling',
    'Doorbell',
    'Lamps',
  ],
  'Ideas for later': [],
}
const statuses = ['done', 'doing', 'todo'] as const

const projects = Object.keys(titlesByProject).map((name, index) => ({ id: idOf('00c0', index), name }))
const tasks = Object.values(titlesByProject).flatMap((titles, project) =>
  titles.map((title, index) => toTask(title, project, index)),
)
const comments = [
  {
    id: idOf('00e0', 0),
    taskId: taskId(0, 1),
    author: bob.id,
    body: 'The first half is in the shared folder.',
  },
  { id: idOf('00e0', 1), taskId: taskId(0, 1), author: ann.id, body: 'Thank you! I read it tomorrow.' },
]

type Deps = Pick<typeof tasksApp.deps, 'db' | 'config'>

/**
 * A team of two with its projects, the same at each run, and how to sign in as each. What is there stays as it is. Throws in
 * production: everybody knows the password.
 */
export async function seed(deps: Deps): Promise<void> {
  if (deps.config.isProduction)
    throw new Error('the seed is for development: it makes people with a password that everybody knows')
  await seedPeople(deps.db)
  await deps.db.asTenant({ tenantId: organizationId, userId: ann.id }, async (tx) => {
    await tx.insert(tables.projects).values(projects.map(dated)).onConflictDoNothing()
    await tx.insert(tables.tasks).values(tasks.map(dated)).onConflictDoNothing()
    await tx.insert(tables.comments).values(comments.map(aged)).onConflictDoNothing()
  })
  const signIns = people.map(({ email, role }) => `  ${email.padEnd(18)}  ${role}`)
  console.log(
    `sign in with the password "${password}" at ${deps.config.publicUrl ?? '/'} as\n${signIns.join('\n')}`,
  )
}

async function seedPeople(db: Deps['db']): Promise<void> {
  const hash = await hashPassword(password)
  await db.transaction(async (tx) => {
    await tx.insert(tables.organization).values(organization).onConflictDoNothing()
    for (const { id, name, email, role } of people) {
      await tx.insert(tables.user).values({ id, name, email, emailVerified: true }).onConflictDoNothing()
      const account = { userId: id, accountId: id, providerId: 'credential', password: hash }
      await tx.insert(tables.account).values(account).onConflictDoNothing()
      await tx.insert(tables.member).values({ organizationId, userId: id, role }).onConflictDoNothing()
    }
  })
}

function toTask(title: string, project: number, index: number) {
  return {
    id: taskId(project, index),
    projectId: idOf('00c0', project),
    title,
    status: statuses[Math.min(2, Math.floor(index / 3))] ?? 'todo',
    assignee: [ann.id, bob.id, null][index % 3] ?? null,
    createdBy: ann.id,
    // From the day of the seed on: a board where all is late is no good sample.
    dueDate: index % 2 ? new Date(Date.now() + (index - 2) * dayMs).toISOString().slice(0, 10) : null,
    position: index + 1,
  }
}

function aged<Row>(row: Row, index: number) {
  return { ...row, createdAt: new Date(firstDay + index * dayMs) }
}

function dated<Row>(row: Row, index: number) {
  const { createdAt } = aged(row, index)
  return { ...row, createdAt, updatedAt: createdAt }
}

function taskId(project: number, index: number): string {
  return idOf('00d0', project * 100 + index)
}

// Fixed ids are how a second run knows its rows.
function idOf(kind: string, index: number): string {
  return `5eed0000-${kind}-4000-8000-${String(index).padStart(12, '0')}`
}
