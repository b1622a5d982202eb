import { expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { addressOf, openBrowser } from './fixture/browser.ts'
import { clubApp } from './fixture/club-app.ts'

setDefaultTimeout(20_000)

test('a sign-in forgets the sessions of its user that have expired, and no other', async () => {
  const club = clubApp()
  await using app = await createTestApp(club.backend)
  const browser = () => openBrowser(app.request)
  const [old, live, stranger] = [browser(), browser(), browser()]
  await old.signUp('Forgetful')
  await live.signIn('Forgetful')
  await stranger.signUp('Unforgotten')
  const count = async (name: string) => {
    const rows = await club.db.sql`
      SELECT 1 FROM session s JOIN "user" u ON u.id = s.user_id WHERE u.email = ${addressOf(name)}`
    return rows.length
  }
  await club.db.sql`
    UPDATE session SET expires_at = now() - interval '1 second'
    WHERE user_id = (SELECT id FROM "user" WHERE email = ${addressOf('Unforgotten')})
      OR id = (SELECT s.id FROM session s JOIN "user" u ON u.id = s.user_id
        WHERE u.email = ${addressOf('Forgetful')} ORDER BY s.created_at LIMIT 1)`
  await browser().signIn('Forgetful')
  expect([await count('Forgetful'), await count('Unforgotten')]).toEqual([2, 1])
  expect(await old.me()).toBe(401)
  expect(await live.me()).toMatchObject({ email: addressOf('Forgetful') })
})
