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

const date = /^(\d{4})-(\d\d)-(\d\d)$/
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** A full-date of RFC 3339, from the year 1 on. */
function isDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = (date.exec(text) ?? []).slice(1).map(Number)
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  // The day before the first of the next month.
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** A date-time of RFC 3339, but for leap seconds. */
function isDateTime(text: string): boolean {
  return text[10] === 'T' && isDate(text.slice(0, 10)) && time.test(text.slice(11))
}
