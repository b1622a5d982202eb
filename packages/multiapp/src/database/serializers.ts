import type { Sql } from 'postgres'

const times = [1184, 1082, 1083, 1114]
const arrays = [1182, 1185, 1115, 1231]
const documents = [114, 3802]

/**
 * Lets `sql` take a Date, an object, and an array of times again: Drizzle, which turns them into text itself, replaces the
 * driver's ways of writing these types (by their OID) with ones that only take text. They still read as Drizzle wants them.
 */
export function restoreSerializers(driver: Sql): void {
  const { serializers } = driver.options as { serializers: Record<number, (value: unknown) => unknown> } // by OID
  for (const oid of times) serializers[oid] = timeText
  for (const oid of arrays) serializers[oid] = (value) => (Array.isArray(value) ? arrayText(value) : value)
  for (const oid of documents)
    serializers[oid] = (value) => (typeof value === 'string' ? value : JSON.stringify(value))
}

function timeText(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}

// PostgreSQL, section 8.15.2.
function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return 'NULL'
    if (Array.isArray(value)) return arrayText(value)
    return `"${String(timeText(value)).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}
