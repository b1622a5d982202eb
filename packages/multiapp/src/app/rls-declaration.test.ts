import { expect, test } from 'bun:test'
import { pgEnum, pgTable, pgView, text } from 'drizzle-orm/pg-core'
import { defineApp } from './define-app.ts'
import { toVerifyRlsOptions } from './rls-declaration.ts'

const auditLog = pgTable('audit_log', { id: text().primaryKey() })
const recent = pgView('recent_entries').as((query) => query.select().from(auditLog))
const kind = pgEnum('kind', ['one'])

test('what is exempt is declared by the name in the code and known by the name in the database', () => {
  const tables = { auditLog, recent, kind }
  const app = defineApp({ slug: 'audited', name: 'Audited', tables, rls: { exempt: ['auditLog', 'recent'] } })
  expect(app.rls).toEqual({ exempt: ['audit_log', 'recent_entries'] })
  expect(defineApp({ slug: 'audited', name: 'Audited' }).rls).toEqual({ exempt: [] })
})

test.each(['audit_log', 'kind', 'toString'])('%s, which is no name of a table, is refused', (name) => {
  expect(() => toVerifyRlsOptions('audited', { auditLog, kind }, { exempt: [name] })).toThrow(
    `app "audited": rls.exempt: "${name}" is none of its tables`,
  )
})
