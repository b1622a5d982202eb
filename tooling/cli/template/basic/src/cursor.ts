import { AppError } from '@repo/multiapp'

/** A place in the list: after the one with this time and id. */
export interface Cursor {
  createdAt: string
  id: string
}

// From the year 1 on, as PostgreSQL has it.
const shape =
  /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export function writeCursor({ createdAt, id }: Cursor): string {
  return Buffer.from(`${createdAt} ${id}`).toString('base64url')
}

/** Throws VALIDATION_FAILED for anything that `writeCursor` has not written. */
export function readCursor(text: string): Cursor {
  const [, createdAt, id] = shape.exec(Buffer.from(text, 'base64url').toString()) ?? []
  // A Date takes the 31st of February for a day of March.
  if (createdAt === undefined || id === undefined || new Date(createdAt).toJSON() !== createdAt) {
    const violations = [{ on: 'query', path: '/cursor', message: 'expected a nextCursor of an earlier page' }]
    throw new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
  }
  return { createdAt, id }
}
