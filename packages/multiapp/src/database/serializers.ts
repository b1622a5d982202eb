import type { Sql } from 'postgres'

const times = [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231]
const documents = [114, 3802]

/**
 * Lets `sql` take a Date and an object again: Drizzle, which turns them into text itself, replaces the driver's ways of
 * writing these types (by their OID) with ones that only take text. Times still read as text, as Drizzle wants them.
 */
export function restoreSerializers(driver: Sql): void {
  const { serializers } = driver.options as { serializers: Record<number, (value: unknown) => unknown> } // by OID
  for (const oid of times) serializers[oid] = (value) => (value instanceof Date ? value.toISOString() : value)
  for (const oid of documents)
    serializers[oid] = (value) => (typeof value === 'string' ? value : JSON.stringify(value))
}
