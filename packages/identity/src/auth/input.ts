import { APIError } from 'better-auth/api'

/**
 * Refuses what no person, organization or database can take: U+0000 in a text, ids that are no UUIDs, nesting without end,
 * names that fill a page.
 */
export function assertStorable(values: unknown): void {
  assertText(values)
  if (values === null || typeof values !== 'object') return
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') continue
    const longest = longestOf[name]
    if (longest !== undefined && value.length > longest)
      throw invalid(`${name}: expected at most ${longest} characters`)
    if (idNames.has(name) && !value.includes('@') && value !== '' && !uuid.test(value))
      throw invalid(`${name}: expected a UUID`)
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const idNames = new Set(['organizationId', 'memberId', 'memberIdOrEmail', 'invitationId', 'userId'])

// All of them are read, kept, mailed, logged or shown to others as they are. An e-mail address is no longer than that (RFC
// 5321, section 4.5.3.1.3).
const longestOf: Readonly<Record<string, number>> = {
  name: 255,
  email: 254,
  image: 2048,
  logo: 2048,
  callbackURL: 2048,
  redirectTo: 2048,
  errorCallbackURL: 2048,
  newUserCallbackURL: 2048,
}
const maxDepth = 100

// Without recursion, which nesting could exhaust, and without a pattern, which the right text keeps busy.
function assertText(values: unknown): void {
  const stack = [{ values: [values], depth: 0 }]
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { values, depth } = at
    if (depth > maxDepth) throw invalid(`expected at most ${maxDepth} levels`)
    for (const value of values) {
      if (typeof value === 'string' && !isStorable(value)) throw invalid(storable)
      if (value === null || typeof value !== 'object') continue
      if (!Array.isArray(value) && !Object.keys(value).every(isStorable)) throw invalid(storable)
      stack.push({ values: Array.isArray(value) ? value : Object.values(value), depth: depth + 1 })
    }
  }
}

const storable = 'expected text without U+0000 and lone surrogates'

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

function invalid(message: string): APIError {
  return new APIError('BAD_REQUEST', { code: 'VALIDATION_ERROR', message })
}
