import { getTableName, getViewName, is, Table, View } from 'drizzle-orm'
import type { VerifyRlsOptions } from '../database/verify-rls.ts'
import type { RlsDeclaration } from './declaration.ts'

/** The declaration in the database's names. Throws a TypeError for a name that is no table's. */
export function toVerifyRlsOptions(
  slug: string,
  tables: Record<string, unknown>,
  { exempt = [], tenantColumns }: RlsDeclaration<string>,
): VerifyRlsOptions {
  const nameInDatabase = (name: string) => {
    const table = tables[name]
    if (is(table, Table)) return getTableName(table)
    if (is(table, View)) return getViewName(table)
    throw new TypeError(`app "${slug}": rls.exempt: ${JSON.stringify(name)} is none of its tables`)
  }
  return { exempt: exempt.map(nameInDatabase), ...(tenantColumns && { tenantColumns }) }
}
