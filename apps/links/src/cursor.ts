import { AppError } from '@repo/multiapp'

/** A place in the list: after the link with this time and code. */
export interface Cursor {
  createdAt: string
  code: string
}

// From the year 1 on, as PostgreSQL has it.
const shape = /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\w-]{3,32})$/

export function writeCursor({ createdAt, code }: Cursor): string {
  return Buffer.from(`${createdAt} ${code}`).toString('base64url')
}

/** Throws VALIDATION_FAILED for anything that `writeCursor` has not written. */
export function readCursor(text: string): Cursor {
  const [, createdAt, code] = shape.exec(Buffer.from(text, 'base64url').toString()) ?? []
  // A Date takes the 31st of February for a day of March.
  if (createdAt === undefined || code === undefined || new Date(createdAt).toJSON() !== createdAt) {
    const violations = [{ on: 'query', path: '/cursor', message: 'expected a nextCursor of an earlier page' }]
    throw new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
  }
  return { createdAt, code }
}
