import { SignJWT } from 'jose'
import { readKeys, type TokenKey } from '../src/auth/keys.ts'
import { authKeys } from './guarded-app.ts'

const second = () => Math.floor(Date.now() / 1000)

/** The claims of a good access token of an app, by the names that go over the wire. */
export function goodClaims(slug = 'guarded'): Record<string, unknown> {
  return {
    pid: '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80',
    pty: 'user',
    role: 'owner',
    type: 'access',
    app_id: slug,
    app_slug: slug,
    iss: slug,
    aud: slug,
    jti: crypto.randomUUID(),
    iat: second(),
    exp: second() + 60,
  }
}

interface HandMade {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: TokenKey['verify'] | Uint8Array
}

/** A token that was not made by the kit: with an app's own key unless another is given. */
export function handMadeToken({ claims = {}, header = {}, key }: HandMade = {}): Promise<string> {
  const [own] = readKeys(authKeys, 'guarded')
  const signing = key ?? own?.sign
  if (!signing) throw new Error('no key')
  return new SignJWT({ ...goodClaims(), ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
    .sign(signing)
}

/** A token put together from text, with whatever signature. */
export function looseToken(header: string, payload: string, signature = ''): string {
  const part = (text: string) => Buffer.from(text).toString('base64url')
  return `${part(header)}.${part(payload)}.${signature}`
}
