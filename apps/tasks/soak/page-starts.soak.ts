import { expect, setDefaultTimeout } from 'bun:test'
import { createTestApp, testWith } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'
import { card, foundTeam } from '../test/founder.ts'
import { addressOf, password, visit } from '../test/visitor.ts'

setDefaultTimeout(120_000)

testWith(
  'chromium',
  'a page whose server was away says so, and then has what it has missed',
  async (chromium) => {
    await using first = await createTestApp(tasks, { mode: 'single', listen: true })
    await using owner = await foundTeam(first, chromium, 'Ned')
    await owner.addTask('Before')
    await card(owner, 'Before').waitFor()

    await first.server.shutdown()
    await owner.page.getByText('Reconnecting…').waitFor()
    const { origin, databaseUrl } = first
    const server = { port: Number(new URL(origin).port), secureCookies: false }
    await using second = await createTestApp(tasks, { publicUrl: origin, databaseUrl, server })
    await second.server.run()
    await using elsewhere = await visit(second, chromium)
    await elsewhere.call('POST', '/auth/sign-in/email', { email: addressOf('ned'), password })
    await elsewhere.call('POST', `/api/projects/${owner.project.id}/tasks`, { title: 'Meanwhile' })
    await card(owner, 'Meanwhile').waitFor()
    await owner.page.getByText('Live', { exact: true }).waitFor()
  },
)

testWith('chromium', 'in production, who signs up proves their address first', async (chromium) => {
  await using site = await createTestApp(tasks, { mode: 'single', listen: true, isProduction: true })
  await using olga = await visit(site, chromium)
  const { page } = olga
  const signIn = async () => {
    await page.getByLabel('E-mail').fill(addressOf('olga'))
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await page.getByRole('link', { name: 'Sign up' }).click()
  await page.getByLabel('Name').fill('Olga')
  await page.getByLabel('E-mail').fill(addressOf('olga'))
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByText(`Almost there: open the link in the mail to ${addressOf('olga')}`).waitFor()

  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn()
  await page.getByText('Your e-mail address is not confirmed yet').waitFor()
  await page.goto((await site.mailTo(addressOf('olga'))).link.href)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn()
  await page.getByRole('heading', { name: 'Welcome, Olga' }).waitFor()

  await page.goto(`${site.origin}/auth/verify-email?token=none&callbackURL=%2F`)
  await page.getByText('This link is not good any more').waitFor()
  expect(olga.complaints).toEqual([])
})
