import { FormatRegistry } from '@sinclair/typebox'
import { isUuid } from '../database/tenant.ts'

/**
 * Has the formats of what PostgreSQL stores mean what it takes. Elysia's own let through `urn:uuid:…`, the 30th of February
 * and `1/2/2026`, of which the first two would be a 500.
 */
export function useStrictFormats(): void {
  FormatRegistry.Set('uuid', isUuid)
  FormatRegistry.Set('date', isDate)
  FormatRegistry.Set('date-time', isDateTime)
}

const day = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])'
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const date = new RegExp(`^${day}$`)
const dateTime = new RegExp(`^${day}T${clock}:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]${clock})$`)

/** A full-date of RFC 3339, from the year 1 on. */
function isDate(text: string): boolean {
  return date.test(text) && isInCalendar(text)
}

/** A date-time of RFC 3339, but for leap seconds. */
function isDateTime(text: string): boolean {
  return dateTime.test(text) && isInCalendar(text)
}

// A list has two of them in each row: most are told without asking how long the month is.
function isInCalendar(text: string): boolean {
  const year = Number(text.slice(0, 4))
  const dayOfMonth = Number(text.slice(8, 10))
  if (year < 1 || dayOfMonth <= 28) return year >= 1
  // The day before the first of the next month.
  return dayOfMonth <= new Date(Date.UTC(year, Number(text.slice(5, 7)), 0)).getUTCDate()
}
