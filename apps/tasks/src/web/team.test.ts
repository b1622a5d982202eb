import { afterAll, beforeAll, describe, expect, setDefaultTimeout } from 'bun:test'
import { createTestApp, type TestApp, testWith } from '@repo/multiapp/testing'
import { addressOf, password, visit } from '../../test/visitor.ts'
import { tasks } from '../index.ts'

setDefaultTimeout(60_000)

const modes = ['single', 'multi'] as const
let sites: Record<(typeof modes)[number], TestApp>
beforeAll(async () => {
  const [single, multi] = await Promise.all([
    createTestApp(tasks, { mode: 'single', listen: true }),
    createTestApp(tasks, { mode: 'multi', listen: true }),
  ])
  sites = { single, multi }
})
afterAll(async () => {
  await Promise.all(Object.values(sites).map((site) => site[Symbol.asyncDispose]()))
})

describe.concurrent('in a browser', () => {
  for (const mode of modes) {
    testWith(
      'chromium',
      `somebody signs up in ${mode} mode, makes a team, and sees what its second member does as it happens`,
      async (chromium) => {
        const site = sites[mode]
        await using ann = await visit(site, chromium)
        await ann.page.getByRole('link', { name: 'Sign up' }).click()
        await ann.page.getByLabel('Name').fill('Ann Archer')
        await ann.page.getByLabel('E-mail').fill(addressOf('ann'))
        await ann.page.getByLabel('Password').fill(password)
        await ann.page.getByRole('button', { name: 'Sign up' }).click()

        await ann.page.getByRole('heading', { name: 'Welcome, Ann Archer' }).waitFor()
        await ann.page.getByLabel('Name of the organization').fill('Acme')
        await ann.page.getByRole('button', { name: 'Create' }).click()
        await ann.page.getByLabel('Name of your first project').fill('Website')
        await ann.page.getByRole('button', { name: 'Create the project' }).click()
        await ann.page.getByLabel('Title of a new task').fill('Draw the start page')
        await ann.page.getByRole('button', { name: 'Add' }).click()
        const toDo = ann.page.getByRole('region', { name: 'To do' })
        await toDo.getByRole('button', { name: 'Draw the start page', exact: true }).waitFor()
        expect(await ann.page.title()).toBe('Website · Acme · Tasks')

        await ann.page.getByRole('link', { name: 'Members' }).click()
        await ann.page.getByLabel('E-mail').fill(addressOf('bob'))
        await ann.page.getByRole('button', { name: 'Invite' }).click()
        await ann.page.getByText(`A mail is on its way to ${addressOf('bob')}.`).waitFor()
        await ann.page.goBack()

        await using bob = await visit(site, chromium)
        await bob.signUp('Bob')
        await bob.page.goto((await site.mailTo(addressOf('bob'))).link.href)
        await bob.page.getByRole('heading', { name: 'Join Acme?' }).waitFor()
        await bob.page.getByRole('button', { name: 'Join' }).click()
        const theirs = bob.page.getByRole('region', { name: 'To do' }).getByRole('listitem')
        await theirs.getByText('Draw the start page', { exact: true }).waitFor()
        expect(new URL(bob.page.url()).search).toBe('')

        await bob.page.getByRole('button', { name: 'Move to Doing: Draw the start page' }).click()
        const doing = ann.page.getByRole('region', { name: 'Doing' })
        await doing.getByRole('button', { name: 'Draw the start page', exact: true }).waitFor()
        await ann.page.getByRole('status').getByText('Bob moved “Draw the start page” to Doing.').waitFor()

        await bob.call('POST', '/api/projects', { name: 'Shop' })
        await ann.page.getByRole('link', { name: 'Shop' }).waitFor()
        expect([...ann.complaints, ...bob.complaints]).toEqual([])
      },
    )
  }

  testWith(
    'chromium',
    'a forgotten password is replaced by the link of a mail, whose token stays in no address',
    async (chromium) => {
      const site = sites.single
      await using carol = await visit(site, chromium)
      await carol.signUp('Carol')
      await carol.call('POST', '/auth/sign-out', {})
      await carol.page.reload()
      await carol.page.getByRole('link', { name: 'Forgot your password?' }).click()
      await carol.page.getByLabel('E-mail').fill(addressOf('carol'))
      await carol.page.getByRole('button', { name: 'Send a link' }).click()
      await carol.page.getByText('a mail with a link is on its way').waitFor()

      await carol.page.goto((await site.mailTo(addressOf('carol'))).link.href)
      await carol.page.getByLabel('New password').fill('another horse battery')
      expect(new URL(carol.page.url()).search).toBe('')
      await carol.page.getByRole('button', { name: 'Set the password' }).click()

      await carol.page.getByLabel('E-mail').fill(addressOf('carol'))
      await carol.page.getByLabel('Password').fill(password)
      await carol.page.getByRole('button', { name: 'Sign in' }).click()
      await carol.page.getByRole('alert').getByText('Invalid email or password.').waitFor()
      await carol.page.getByLabel('Password').fill('another horse battery')
      await carol.page.getByRole('button', { name: 'Sign in' }).click()
      await carol.page.getByRole('heading', { name: 'Welcome, Carol' }).waitFor()
      expect(carol.complaints).toEqual([])
    },
  )
})
