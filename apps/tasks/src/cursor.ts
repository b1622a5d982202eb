import { AppError } from '@repo/multiapp'

/** A place in a list: after the row with this sort key and id. */
export interface Cursor {
  key: string
  id: string
}

const shape = /^(\S{1,40}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
// From the year 1 on, as PostgreSQL has it.
const time = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

export function writeCursor({ key, id }: Cursor): string {
  return Buffer.from(`${key} ${id}`).toString('base64url')
}

/** In a list by time. Throws VALIDATION_FAILED for anything that `writeCursor` has not written. */
export function readTimeCursor(text: string): Cursor {
  return read(text, (key) => time.test(key) && isInCalendar(key))
}

/** In a list by position. Throws VALIDATION_FAILED for anything that `writeCursor` has not written. */
export function readPositionCursor(text: string): Cursor {
  return read(text, (key) => Number.isFinite(Number(key)) && String(Number(key)) === key)
}

// A Date takes the 31st of February for a day of March.
function isInCalendar(key: string): boolean {
  return new Date(key).toJSON() === key
}

function read(text: string, isKey: (key: string) => boolean): Cursor {
  const [, key, id] = shape.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (key === undefined || id === undefined || !isKey(key)) {
    const violations = [{ on: 'query', path: '/cursor', message: 'expected a nextCursor of an earlier page' }]
    throw new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
  }
  return { key, id }
}
