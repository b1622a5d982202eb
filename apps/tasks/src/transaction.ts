import type { TransactionDatabase } from '@repo/multiapp'
import type * as tables from './tables.ts'

/** A transaction that sees one organization: what `tenant.run` gives. */
export type TenantTransaction = TransactionDatabase<typeof tables>
