import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { createTestTokens, memoryRevocations } from '../../test/create-test-tokens.ts'
import type { AppContext } from '../app/app-context.ts'
import { AppError } from '../errors/app-error.ts'
import { isSecretAlgorithm, type KeyPairAlgorithm } from './algorithms.ts'
import type { KeySource } from './keys.ts'
import { createRevocations } from './revocations.ts'

const app = (slug = 'guarded') =>
  ({ id: slug, slug, roles: { owner: ['*'] }, permissions: new Set(['thing:read']) }) as unknown as AppContext // what tokens ask of it
const id = '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80'
const secrets = (...names: string[]) => names.map((name) => `${name}: 0123456789abcdefghijklmnopqrst`)

/** The code that a call ends with, and why. */
async function outcome(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'good'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return `${error.code}: ${error.cause instanceof Error ? error.cause.message : error.message}`
  }
}

describe('claims', () => {
  test('have the names of the wire, and come back as a principal', async () => {
    const tokens = createTestTokens({ app: app() })
    const token = await tokens.issueAccess(
      {
        id,
        type: 'service',
        email: 'a@example.com',
        name: 'A',
        organizationId: 'o1',
        organizationSlug: 'org',
        role: 'owner' as never, // of any declaration
        permissions: ['thing:read' as never], // as above
        scopes: ['read'],
        clientId: 'cli',
        isPlatformAdmin: true,
        federationId: 'f1',
      },
      { audience: ['https://api.example.com'], family: 'f' },
    )
    const { iat, exp, jti, ...claims } = decodeJwt(token)
    expect(claims).toEqual({
      pid: id,
      pty: 'service',
      email: 'a@example.com',
      name: 'A',
      org_id: 'o1',
      org_slug: 'org',
      role: 'owner',
      perms: ['thing:read'],
      scp: ['read'],
      azp: 'cli',
      platform_admin: true,
      federation_id: 'f1',
      app_id: 'guarded',
      app_slug: 'guarded',
      type: 'access',
      family: 'f',
      iss: 'guarded',
      sub: id,
      aud: ['guarded', 'https://api.example.com'],
    })
    expect(Number(exp) - Number(iat)).toBe(900)
    expect(String(jti)).toHaveLength(36)
    const { principal } = await tokens.verifyAccess(token)
    expect({ ...principal, permissions: [...principal.permissions] } as object).toEqual({
      id,
      type: 'service',
      email: 'a@example.com',
      name: 'A',
      organizationId: 'o1',
      organizationSlug: 'org',
      role: 'owner',
      permissions: ['thing:read'],
      scopes: ['read'],
      clientId: 'cli',
      isPlatformAdmin: true,
      federationId: 'f1',
    })
  })

  test('of a lifetime that is none are not made', async () => {
    const tokens = createTestTokens({ app: app() })
    // A longer one would outlive the revocation of its family.
    for (const ttlSeconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 31 * 24 * 3600]) {
      expect(() => tokens.issueAccess({ id }, { ttlSeconds })).toThrow(TypeError)
    }
  })
})

describe('keys', () => {
  const pair = (algorithm: KeyPairAlgorithm) => ({ algorithm, keys: [pemOf(generate(algorithm))] })

  test.each(['HS384', 'HS512', 'RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const)(
    'of %s sign and verify, and no other algorithm does',
    async (algorithm) => {
      const keys: KeySource = isSecretAlgorithm(algorithm)
        ? { algorithm, secrets: secrets('one') }
        : pair(algorithm)
      const tokens = createTestTokens({ app: app(), keys })
      const token = await tokens.issueAccess({ id })
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: algorithm, typ: 'JWT' })
      expect((await tokens.verifyAccess(token)).claims.pid).toBe(id)
      const other = createTestTokens({ app: app(), keys: { secrets: secrets('one') } })
      expect(await outcome(() => other.verifyAccess(token))).toContain('the algorithm is not the one')
    },
  )

  test('of one app are no keys of another, whatever the claims say', async () => {
    const issued = await createTestTokens({ app: app('guarded') }).issueAccess({ id })
    const other = createTestTokens({ app: app('other'), issuer: 'guarded', audience: 'guarded' })
    expect(await outcome(() => other.verifyAccess(issued))).toContain(
      'the signature is not of a key of this app',
    )
  })

  test('that two apps share still keep their tokens apart', async () => {
    const keys = pair('EdDSA')
    const issued = await createTestTokens({ app: app('guarded'), keys }).issueAccess({ id })
    const other = createTestTokens({ app: app('other'), keys, issuer: 'guarded', audience: 'guarded' })
    expect(await outcome(() => other.verifyAccess(issued))).toContain('another app')
  })

  test('are replaced by putting a new one first, and the old one goes when its tokens have', async () => {
    const before = createTestTokens({ app: app(), keys: { secrets: secrets('old') } })
    const during = createTestTokens({ app: app(), keys: { secrets: secrets('new', 'old') } })
    const after = createTestTokens({ app: app(), keys: { secrets: secrets('new') } })
    const [old, fresh] = [await before.issueAccess({ id }), await during.issueAccess({ id })]
    expect(await outcome(() => during.verifyAccess(old))).toBe('good')
    expect(await outcome(() => after.verifyAccess(fresh))).toBe('good')
    expect(await outcome(() => before.verifyAccess(fresh))).toContain('NOT_AUTHENTICATED')
    expect(await outcome(() => after.verifyAccess(old))).toContain('NOT_AUTHENTICATED')
  })

  test('that are short, known, of another type or no keys are refused, and not shown', () => {
    const rsa = pair('RS256')
    const publicKey = generateKeyPairSync('ed25519')
      .publicKey.export({ type: 'spki', format: 'pem' })
      .toString()
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const wrong: [KeySource, string][] = [
      [{ secrets: [] }, 'at least one'],
      [{ secrets: ['short'] }, '32 bytes'],
      [{ secrets: ['x'.repeat(64)] }, 'placeholder'],
      [{ secrets: [`please-change-me-${'0123456789'.repeat(3)}`] }, 'placeholder'],
      [{ secrets: [...secrets('one'), 'short'] }, '32 bytes'],
      [{ algorithm: 'ES256', keys: rsa.keys }, 'key of type ec'],
      [{ algorithm: 'ES256', keys: pair('ES384').keys }, 'prime256v1'],
      [{ algorithm: 'EdDSA', keys: [publicKey] }, 'private'],
      [{ algorithm: 'EdDSA', keys: [] }, 'private'],
      [{ algorithm: 'RS256', keys: ['hunter2'] }, 'PEM'],
      [{ algorithm: 'RS256', keys: [pemOf(small)] }, '2048'],
    ]
    for (const [keys, message] of wrong) {
      const create = () => createTestTokens({ app: app(), keys })
      expect(create).toThrow(TypeError)
      expect(create).toThrow(message)
      expect(create).not.toThrow('hunter2')
    }
  })
})

describe('the clock', () => {
  test('may be 5 seconds off, and a token that was seen expires as any other', async () => {
    let time = Date.now()
    const tokens = createTestTokens({ app: app(), now: () => time })
    const token = await tokens.issueAccess({ id }, { ttlSeconds: 60 })
    await tokens.verifyAccess(token)
    time += 64_000
    expect(await outcome(() => tokens.verifyAccess(token))).toBe('good')
    time += 2000
    expect(await outcome(() => tokens.verifyAccess(token))).toContain('expired')
  })
})

describe('a refresh token', () => {
  test('is good once: of 50 who use it together one gets new tokens, and then the family is gone', async () => {
    const revocations = createRevocations({ store: memoryRevocations() })
    const tokens = createTestTokens({ app: app(), revocations })
    const { refreshToken } = await tokens.issuePair({ id })
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => tokens.rotate(refreshToken)))
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(won).toHaveLength(1)
    for (const { accessToken, refreshToken } of won) {
      expect(await outcome(() => tokens.verifyAccess(accessToken))).toContain('revoked')
      expect(await outcome(() => tokens.rotate(refreshToken))).toContain('revoked')
    }
  })

  test('keeps its family and its subject, unless the subject has changed', async () => {
    const tokens = createTestTokens({ app: app() })
    const first = await tokens.issuePair({ id, organizationId: 'o1' })
    const second = await tokens.rotate(first.refreshToken)
    const third = await tokens.rotate(second.refreshToken, ({ pid }) => ({ id: pid, organizationId: 'o2' }))
    const claims = [first, second, third].map(({ accessToken }) => decodeJwt(accessToken))
    expect(claims.map(({ org_id }) => org_id)).toEqual(['o1', 'o1', 'o2'])
    expect(new Set(claims.map(({ family }) => family)).size).toBe(1)
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(3)
  })

  test('is not used up where its subject is refused', async () => {
    const tokens = createTestTokens({ app: app() })
    const { refreshToken } = await tokens.issuePair({ id })
    const refuse = () => {
      throw new AppError('FORBIDDEN')
    }
    expect(await outcome(() => tokens.rotate(refreshToken, refuse))).toContain('FORBIDDEN')
    expect(await outcome(() => tokens.rotate(refreshToken))).toBe('good')
  })

  test('that is an access token is none', async () => {
    const tokens = createTestTokens({ app: app() })
    const { accessToken } = await tokens.issuePair({ id })
    expect(await outcome(() => tokens.rotate(accessToken))).toContain('a token of type access')
    expect(await outcome(() => tokens.verifyRefresh(accessToken))).toContain('a token of type access')
  })
})

test('what is known of a token cannot be changed by one request for the next', async () => {
  const tokens = createTestTokens({ app: app() })
  const token = await tokens.issueAccess({ id, organizationId: 'o1', scopes: ['a'] })
  const { claims, principal } = await tokens.verifyAccess(token)
  const changes = [
    () => Object.assign(claims, { org_id: 'o2' }),
    () => claims.scp?.push('b'),
    () => Object.assign(principal, { role: 'owner' }),
    () => (principal.permissions as Set<string>).add('thing:read'),
  ]
  for (const change of changes) expect(change).toThrow(TypeError)
  expect((await tokens.verifyAccess(token)).claims).toMatchObject({ org_id: 'o1', scp: ['a'] })
})

test('a flood of good tokens is kept up to a bound, and each is still good', async () => {
  const tokens = createTestTokens({ app: app(), maxCachedTokens: 10 })
  const issued = await Promise.all(Array.from({ length: 40 }, () => tokens.issueAccess({ id })))
  for (const token of issued) expect(await outcome(() => tokens.verifyAccess(token))).toBe('good')
  const known = issued.filter((token) => !(tokens.verifyAccess(token) instanceof Promise))
  expect(known.length).toBeLessThanOrEqual(10)
})

function generate(algorithm: KeyPairAlgorithm): KeyObject {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey
  const namedCurve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[algorithm as string]
  return namedCurve
    ? generateKeyPairSync('ec', { namedCurve }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
