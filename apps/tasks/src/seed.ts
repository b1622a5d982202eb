import type { tasksApp } from './app.ts'
import * as tables from './tables.ts'

const organizationId = idOf('00a0', 0)
const [ann, bob] = [idOf('00b0', 0), idOf('00b0', 1)]
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

/** A team of two with its projects, the same at each run. What is there stays as it is. */
export async function seed({ db }: Pick<typeof tasksApp.deps, 'db'>): Promise<void> {
  const projects = Object.keys(titlesByProject).map((name, index) => ({ id: idOf('00c0', index), name }))
  const tasks = Object.values(titlesByProject).flatMap((titles, project) =>
    titles.map((title, index) => toTask(title, project, index)),
  )
  const comments = [
    {
      id: idOf('00e0', 0),
      taskId: taskId(0, 1),
      author: bob,
      body: 'The first half is in the shared folder.',
    },
    { id: idOf('00e0', 1), taskId: taskId(0, 1), author: ann, body: 'Thank you! I read it tomorrow.' },
  ]
  await db.asTenant({ tenantId: organizationId, userId: ann }, async (tx) => {
    await tx.insert(tables.projects).values(projects.map(dated)).onConflictDoNothing()
    await tx.insert(tables.tasks).values(tasks.map(dated)).onConflictDoNothing()
    await tx.insert(tables.comments).values(comments.map(aged)).onConflictDoNothing()
  })
  const token = (user: string, role: string) =>
    `bun kit token --app tasks --org ${organizationId} --user ${user} --role ${role}`
  console.log(`a team of two. Tokens for them:\n  ${token(ann, 'owner')}\n  ${token(bob, 'member')}`)
}

function toTask(title: string, project: number, index: number) {
  return {
    id: taskId(project, index),
    projectId: idOf('00c0', project),
    title,
    status: statuses[Math.min(2, Math.floor(index / 3))] ?? 'todo',
    assignee: [ann, bob, null][index % 3] ?? null,
    dueDate: index % 2 ? new Date(firstDay + (index + 30) * dayMs).toISOString().slice(0, 10) : null,
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
