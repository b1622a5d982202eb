import { expect, test } from 'bun:test'
import { createSessionParts } from '../../test/session-parts.ts'
import { cannotTell } from '../auth/refusal.ts'
import { createMemoryCache } from '../cache/memory.ts'
import { type AppSession, sessionTokens } from './app-session.ts'
import { createRotation } from './rotation.ts'

const [expiring, expired] = [850_000, 901_000]

/** A session whose token is `passedMs` old, and a rotation of which the test says what it gives. */
async function started(passedMs: number, rotate?: () => Promise<never>) {
  const start = Date.now()
  const now = () => start + passedMs
  const { sessions, signIn } = createSessionParts({ cache: createMemoryCache(), now: () => start })
  const { store } = sessions
  const { session } = await signIn('ada')
  let rotations = 0
  const pair = () => ({ accessToken: `a${++rotations}`, refreshToken: `r${rotations}`, expiresIn: 900 })
  const freshen = createRotation({ store, rotate: rotate ?? (async () => pair()), now, waitMs: 100 })
  return {
    ...{ session, store, now },
    rotations: () => rotations,
    outcome: () =>
      freshen(session).then(
        ({ tokens }) => tokens.accessToken,
        (error) => error.code,
      ),
    /** As another host does it. */
    async renewed() {
      const tokens = sessionTokens({ accessToken: 'theirs', refreshToken: 'their', expiresIn: 900 }, now())
      await store.update({ ...session, tokens } satisfies AppSession)
    },
  }
}

test('while another host rotates, a token that is still good is used', async () => {
  const { session, store, outcome, rotations } = await started(expiring)
  await store.claimRotation(session)
  expect(await outcome()).toBe(session.tokens.accessToken)
  expect(rotations()).toBe(0)
})

test('while another host rotates, one that has expired is waited for', async () => {
  const { session, store, outcome, renewed, rotations } = await started(expired)
  await store.claimRotation(session)
  const waiting = outcome()
  await Bun.sleep(10)
  await renewed()
  expect(await waiting).toBe('theirs')
  expect(rotations()).toBe(0)
})

test('what another host has just renewed is read, and not rotated again', async () => {
  const { outcome, renewed, rotations } = await started(expiring)
  await renewed()
  expect(await outcome()).toBe('theirs')
  expect(rotations()).toBe(0)
})

test('what another host gives up is taken over, and what it keeps to itself is 503', async () => {
  const { session, store, outcome } = await started(expired)
  await store.claimRotation(session)
  expect(await outcome()).toBe('APP_UNAVAILABLE')
  const waiting = outcome()
  await Bun.sleep(10)
  await store.giveUpRotation(session)
  expect(await waiting).toBe('a1')
})

test('a session that ends meanwhile has ended', async () => {
  const { session, store, outcome } = await started(expired)
  await store.claimRotation(session)
  const waiting = outcome()
  await store.delete(session)
  expect(await waiting).toBe('NOT_AUTHENTICATED')
})

test('a rotation that cannot be had now leaves a good token good, and the next one may try', async () => {
  const away = () => Promise.reject(cannotTell('away'))
  for (const [passed, answer] of [
    [expiring, undefined],
    [expired, 'APP_UNAVAILABLE'],
  ] as const) {
    const { session, store, outcome } = await started(passed, away)
    expect(await outcome()).toBe(answer ?? session.tokens.accessToken)
    expect(await store.claimRotation(session)).toBe(true)
    expect(await store.get(session.id)).toBeDefined()
  }
})

test('tokens that the store would not take are kept, and taken by it later: nobody is signed out by it', async () => {
  const { session, store, outcome, rotations } = await started(expired)
  const { update } = store
  store.update = () => Promise.reject(cannotTell('away'))
  expect(await outcome()).toBe('APP_UNAVAILABLE')
  expect(await outcome()).toBe('APP_UNAVAILABLE')
  store.update = update
  expect(await outcome()).toBe('a1')
  expect((await store.get(session.id))?.tokens.accessToken).toBe('a1')
  expect(rotations()).toBe(1)
})
