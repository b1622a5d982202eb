import { createIdentity, identity } from '@repo/identity'
import { bearer } from '@repo/multiapp'
import { eq } from 'drizzle-orm'
import type { tasksApp } from './app.ts'
import * as tables from './tables.ts'

type Deps = Omit<typeof tasksApp.deps, 'plugin'>

/** Who may sign in, and what becomes of their data when they, or their organization, are deleted. */
export const peopleOf = (deps: Deps) =>
  createIdentity(deps, {
    // What they were given to do, and have done, goes on without them: the foreign keys see to that.
    onOrganizationDeleted: async (tx, { organizationId }) => {
      for (const table of [tables.projects, tables.events, tables.eventCounters])
        await tx.delete(table).where(eq(table.organizationId, organizationId))
    },
  })

/** By a session's cookie, or by a token. */
export const authenticatorsOf = (deps: Deps) => [identity(peopleOf(deps)), bearer(deps.tokens)]
