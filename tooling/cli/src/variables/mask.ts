import type { EnvVariable } from '@repo/multiapp'

const mostShown = 100

/** A value as it may be shown: of a secret only its length, of a URL all but the password, of JSON no texts. */
export function mask(value: string, kind: EnvVariable['kind']): string {
  if (kind === 'secret') return lengthOf(value)
  if (kind === 'url') return maskUrl(value)
  return kind === 'json' ? maskJson(value) : plain(value)
}

export function lengthOf(value: string): string {
  return `set, ${value.length} characters`
}

// Of a password that is not encoded, a part may stand anywhere in what is taken for a URL.
function maskUrl(value: string): string {
  const [, , ...more] = value.split('@')
  if (!/^[a-z]+:\/\//.test(value) || !URL.canParse(value) || value.includes('#') || more.length > 0)
    return lengthOf(value)
  const url = new URL(value)
  if (value.includes('@') && url.username === '' && url.password === '') return lengthOf(value)
  if (url.password) url.password = '***'
  for (const name of new Set(url.searchParams.keys())) {
    if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, '***')
  }
  return plain(url.href)
}

// A setting that is a text may be the key of somebody's API.
function maskJson(value: string): string {
  try {
    const masked: unknown = JSON.parse(value, (_, part: unknown) => (typeof part === 'string' ? '***' : part))
    return plain(JSON.stringify(masked))
  } catch {
    return lengthOf(value)
  }
}

// A terminal acts on control characters.
function plain(value: string): string {
  const line = value.replace(/\p{Cc}/gu, ' ')
  return line.length > mostShown ? `${line.slice(0, mostShown)}…` : line
}
