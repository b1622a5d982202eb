import { expect, test } from 'bun:test'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { verifyRls } from '../../database/verify-rls.ts'
import type { Contracted } from './app-contract.ts'

/** What an app has in the database. */
export function schemaContract(contracted: Contracted): void {
  const { app } = contracted

  test('its migrations make the tables that it declares, and its role may read them', async () => {
    const { db } = contracted.served.deps
    const rows = await db.sql<{ name: string }[]>`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = current_schema()`
    const declared = Object.values(app.tables).flatMap((table) =>
      is(table, PgTable) ? columnsOf(table) : [],
    )
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(declared))
  })

  test('row-level security keeps tenants apart in every table that has them, but for those declared exempt', async () => {
    expect(await verifyRls(contracted.served.deps.db.sql, app.rls)).toEqual([])
  })
}

function columnsOf(table: PgTable): string[] {
  const { name, columns } = getTableConfig(table)
  return columns.map((column) => `${name}.${column.name}`)
}
