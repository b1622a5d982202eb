import { member, organization, user } from '@repo/identity/tables'
import { currentTenant, tenantPolicy } from '@repo/multiapp'
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

export * from '@repo/identity/tables'

// Every row says whose it is, and every key begins with it: a foreign key that did not would reach into another
// organization, because PostgreSQL checks foreign keys past row-level security.
const organizationId = () => uuid('organization_id').notNull().default(currentTenant())
// Not without its organization, whoever writes while that is deleted.
const ofOrganization = () => organizationId().references(() => organization.id)
/** Whoever has done something, until they are deleted; null for whoever has no account here. */
const person = (name?: string) =>
  (name === undefined ? uuid() : uuid(name)).references(() => user.id, { onDelete: 'set null' })
const id = () => uuid().notNull().default(sql`gen_random_uuid()`)
// Milliseconds, as a JavaScript Date has them: a cursor over finer timestamps would skip rows.
const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().default(sql`now()`)

export const projects = pgTable(
  'projects',
  {
    organizationId: ofOrganization(),
    id: id(),
    name: text().notNull(),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index('projects_by_age').on(table.organizationId, table.createdAt, table.id),
    tenantPolicy(table.organizationId),
  ],
)

export const tasks = pgTable(
  'tasks',
  {
    organizationId: organizationId(),
    id: id(),
    projectId: uuid('project_id').notNull(),
    title: text().notNull(),
    description: text().notNull().default(''),
    status: text({ enum: ['todo', 'doing', 'done'] })
      .notNull()
      .default('todo'),
    /** A member of the organization. */
    assignee: uuid(),
    dueDate: date('due_date', { mode: 'string' }),
    /** Where it stands in its project; between two tasks there is always room for another. */
    position: doublePrecision().notNull(),
    /** Counts the changes: the task's entity tag. */
    version: integer().notNull().default(1),
    createdBy: person('created_by'),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    foreignKey({
      name: 'tasks_project',
      columns: [table.organizationId, table.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }).onDelete('cascade'),
    // The migration says SET NULL (assignee), which Drizzle has no words for: whoever leaves leaves their tasks to nobody.
    foreignKey({
      name: 'tasks_assignee',
      columns: [table.organizationId, table.assignee],
      foreignColumns: [member.organizationId, member.userId],
    }).onDelete('set null'),
    index('tasks_by_assignee').on(table.organizationId, table.assignee),
    index('tasks_in_order').on(table.organizationId, table.projectId, table.position, table.id),
    check('tasks_status', sql`${table.status} IN ('todo', 'doing', 'done')`),
    tenantPolicy(table.organizationId),
  ],
)

export const comments = pgTable(
  'comments',
  {
    organizationId: organizationId(),
    id: id(),
    taskId: uuid('task_id').notNull(),
    author: person(),
    body: text().notNull(),
    createdAt: moment('created_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    foreignKey({
      name: 'comments_task',
      columns: [table.organizationId, table.taskId],
      foreignColumns: [tasks.organizationId, tasks.id],
    }).onDelete('cascade'),
    index('comments_by_age').on(table.organizationId, table.taskId, table.createdAt, table.id),
    tenantPolicy(table.organizationId),
  ],
)

/** What has changed, written with the change: the newest of each organization. */
export const events = pgTable(
  'events',
  {
    organizationId: organizationId(),
    /** 1, 2, 3, … in each organization, in the order of the commits. */
    id: bigint({ mode: 'number' }).notNull(),
    type: text().notNull(),
    subject: jsonb().notNull(),
    actor: person(),
    at: moment('at'),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] }), tenantPolicy(table.organizationId)],
)

/** The last id that each organization's events have. */
export const eventCounters = pgTable(
  'event_counters',
  { organizationId: ofOrganization().primaryKey(), lastId: bigint('last_id', { mode: 'number' }).notNull() },
  (table) => [tenantPolicy(table.organizationId)],
)
