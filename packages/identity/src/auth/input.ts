import { APIError } from 'better-auth/api'

/** Refuses what the database would refuse with an error of its own: U+0000 in a text, and ids that are no UUIDs. */
export function assertStorable(values: unknown): void {
  if (values === undefined || values === null) return
  const text = JSON.stringify(values)
  if (unstorable.test(text)) throw invalid('expected text without U+0000 and lone surrogates')
  if (typeof values !== 'object') return
  for (const [name, value] of Object.entries(values)) {
    if (!idNames.has(name) || typeof value !== 'string' || value.includes('@') || value === '') continue
    if (!uuid.test(value)) throw invalid(`${name}: expected a UUID`)
  }
}

const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const idNames = new Set(['organizationId', 'memberId', 'memberIdOrEmail', 'invitationId', 'userId'])

function invalid(message: string): APIError {
  return new APIError('BAD_REQUEST', { code: 'VALIDATION_ERROR', message })
}
