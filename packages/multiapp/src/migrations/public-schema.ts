import { skipQuoted } from './sql-text.ts'

// What drizzle-kit writes before the names of enums, views and the tables that foreign keys refer to.
const qualifier = '"public".'

/** The SQL without the schema `public` before its names, so that it serves whatever schema is first on the path. */
export function withoutPublicSchema(sql: string): string {
  let kept = ''
  let from = 0
  for (const at of qualifiers(sql)) {
    kept += sql.slice(from, at)
    from = at + qualifier.length
  }
  return kept + sql.slice(from)
}

/** Whether the SQL names something of the schema `public`. Strings and comments may say what they like. */
export function namesPublicSchema(sql: string): boolean {
  return !qualifiers(sql).next().done
}

function* qualifiers(sql: string): Generator<number, undefined> {
  let at = 0
  while (at < sql.length) {
    if (sql.startsWith(qualifier, at)) {
      yield at
      at += qualifier.length
    } else at = Math.max(skipQuoted(sql, at), at + 1)
  }
}
