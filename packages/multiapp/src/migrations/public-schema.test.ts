import { describe, expect, test } from 'bun:test'
import { namesPublicSchema, withoutPublicSchema } from './public-schema.ts'

describe('the schema public', () => {
  for (const [name, sql, bare] of [
    ['of an enum', 'CREATE TYPE "public"."mood" AS ENUM (\'a\');', 'CREATE TYPE "mood" AS ENUM (\'a\');'],
    ['of a referred table', 'REFERENCES "public"."users"("id")', 'REFERENCES "users"("id")'],
    ['of a cast', '\'a\'::"public"."mood"', '\'a\'::"mood"'],
    ['twice', 'ALTER "public"."a", "public"."b"', 'ALTER "a", "b"'],
  ] as const) {
    test(`${name} is taken out`, () => {
      expect(namesPublicSchema(sql)).toBe(true)
      expect(withoutPublicSchema(sql)).toBe(bare)
      expect(namesPublicSchema(bare)).toBe(false)
    })
  }

  for (const sql of [
    `SELECT 'as "public".it says'`,
    '-- "public".comment\nSELECT 1',
    '/* "public".x */ SELECT 1',
    '$$ "public".body $$',
    'SELECT "republic"."x", "public"',
  ]) {
    test(`is not named by ${JSON.stringify(sql)}`, () => {
      expect(namesPublicSchema(sql)).toBe(false)
      expect(withoutPublicSchema(sql)).toBe(sql)
    })
  }
})
