import { AppError } from '@repo/multiapp'

/** A place in the list: after the link with this time and code. */
export interface Cursor {
  createdAt: string
  code: string
}

const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\w-]{3,32})$/

export function writeCursor({ createdAt, code }: Cursor): string {
  return Buffer.from(`${createdAt} ${code}`).toString('base64url')
}

/** Throws VALIDATION_FAILED for anything that `writeCursor` has not written. */
export function readCursor(text: string): Cursor {
  const [, createdAt, code] = shape.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (createdAt === undefined || code === undefined || Number.isNaN(Date.parse(createdAt))) {
    const violations = [{ on: 'query', path: '/cursor', message: 'expected a nextCursor of an earlier page' }]
    throw new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
  }
  return { createdAt, code }
}
