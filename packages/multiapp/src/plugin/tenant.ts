import type { Declaration } from '../app/declaration.ts'
import type { RequestContext } from '../app/request-context.ts'
import type { AppDatabase, TransactionDatabase } from '../database/app-database.ts'
import { isUuid } from '../database/tenant.ts'
import { AppError } from '../errors/app-error.ts'
import { organizationOf } from './guards.ts'
import type { Requirement } from './requirement.ts'

/** The database as the organization of whoever asks may see it. */
export interface TenantScope<D extends Declaration> {
  /** A transaction in which row-level security sees the principal's organization and user. */
  run<R>(fn: (tx: TransactionDatabase<D['tables']>) => Promise<R>): Promise<R>
}

/** Somebody asks for an organization that row-level security can tell from others: by a UUID. */
export function tenantRequired(): Requirement {
  return { name: 'rls', key: 'rls', check: (context) => void tenantOf(context) }
}

export function tenantScope<D extends Declaration>(
  db: AppDatabase<D['tables']>,
  context: RequestContext<D>,
): TenantScope<D> {
  return { run: (fn) => db.asTenant(tenantOf(context as unknown as RequestContext), fn) } // asked for nothing that D types
}

function tenantOf(context: RequestContext): { tenantId: string; userId: string | null } {
  const tenantId = organizationOf(context)
  if (!isUuid(tenantId))
    throw new AppError('FORBIDDEN', { message: 'this needs an organization whose id is a UUID' })
  const { userId } = context
  return { tenantId, userId: userId !== null && isUuid(userId) ? userId : null }
}
