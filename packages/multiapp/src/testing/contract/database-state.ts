import type { TestApp } from '../create-test-app.ts'

/** What an app has in the database, as text that can be compared: its migrations, tables, rights, and numbers of rows. */
export function stateOf(app: TestApp): Promise<Record<string, string[]>> {
  return app.asAdmin(async (sql) => {
    const lines = async (query: string) => {
      const rows = await sql.unsafe<{ line: string }[]>(query)
      return rows.map(({ line }) => line)
    }
    const tables = await lines(`SELECT format('%I', tablename) AS line FROM pg_tables
      WHERE schemaname = current_schema() ORDER BY 1`)
    const rows = tables.map((table) => `SELECT '${table} ' || count(*) AS line FROM ${table}`)
    return {
      migrations: await lines('SELECT m::text AS line FROM __migrations m ORDER BY version'),
      columns:
        await lines(`SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line
        FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1`),
      indexes: await lines(
        'SELECT indexdef AS line FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1',
      ),
      policies: await lines(
        'SELECT p::text AS line FROM pg_policies p WHERE schemaname = current_schema() ORDER BY 1',
      ),
      rights: await lines(`SELECT relname || ' ' || coalesce(relacl::text, '') AS line FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace ORDER BY 1`),
      rows: await lines(rows.join(' UNION ALL ')),
    }
  })
}
