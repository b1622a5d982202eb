import { afterAll, beforeAll, expect, setDefaultTimeout } from 'bun:test'
import { createTestApp, type TestApp, testWith } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'
import { card, foundTeam } from '../test/founder.ts'
import { addressOf, password, visit } from '../test/visitor.ts'

setDefaultTimeout(120_000)

let site: TestApp
beforeAll(async () => {
  site = await createTestApp(tasks, { mode: 'multi', listen: true, features: { export: true } })
})
afterAll(() => site[Symbol.asyncDispose]())

testWith(
  'chromium',
  'what one changes of a project is seen by the other at once, and its end too',
  async (chromium) => {
    await using owner = await foundTeam(site, chromium, 'Hal')
    await using member = await visit(site, chromium)
    await member.signUp('Ida')
    await owner.admit(member, 'Ida', 'member')
    await owner.addTask('One')
    await owner.addTask('Two')
    await card(member, 'Two').waitFor()

    // By the mouse, before the other one.
    await card(owner, 'Two').dragTo(card(owner, 'One'), { targetPosition: { x: 5, y: 1 } })
    await member.page.locator('.card:first-child').getByText('Two', { exact: true }).waitFor()
    await card(owner, 'Two').dragTo(owner.page.getByRole('list', { name: 'Done' }))
    await member.page.getByRole('region', { name: 'Done' }).getByText('Two', { exact: true }).waitFor()

    await card(owner, 'One').click()
    await owner.page.getByLabel('Assignee').selectOption('Ida')
    await owner.page.getByLabel('Due').fill('2020-02-29')
    await owner.page.getByRole('button', { name: 'Save' }).click()
    await member.page.getByRole('status').getByText('Hal gave you “One”.').waitFor()
    await member.page.getByText('overdue since 29 Feb 2020').waitFor()

    await card(owner, 'Two').click()
    await owner.page.getByRole('button', { name: 'Delete', exact: true }).click()
    await owner.page
      .getByRole('dialog', { name: 'Delete “Two”?' })
      .getByRole('button', { name: 'Delete' })
      .click()
    await card(member, 'Two').waitFor({ state: 'detached' })

    await owner.page.getByRole('button', { name: 'Rename the project' }).click()
    await owner.page.getByLabel('Name', { exact: true }).fill('New website')
    await owner.page.getByRole('button', { name: 'Rename', exact: true }).click()
    await member.page.getByRole('heading', { name: 'New website' }).waitFor()
    await owner.page.getByRole('button', { name: 'Delete the project' }).click()
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await member.page.getByText('This project is not there any more.').waitFor()
    await member.page.getByRole('heading', { name: 'No projects yet' }).waitFor()
    await owner.call('POST', '/api/projects', { name: 'The next one' })
    await member.page.getByRole('heading', { name: 'The next one' }).waitFor()
    expect([...owner.complaints, ...member.complaints]).toEqual([])
  },
)

testWith(
  'chromium',
  'whose role changes sees another page, and who is removed sees none',
  async (chromium) => {
    await using owner = await foundTeam(site, chromium, 'Jan')
    await using member = await visit(site, chromium)
    await member.signUp('Kim')
    await owner.admit(member, 'Kim', 'member')
    await owner.addTask('One')
    await card(member, 'One').waitFor()

    await owner.page.getByRole('link', { name: 'Members' }).click()
    await owner.page.getByLabel('Role of Kim').selectOption('viewer')
    await owner.page.getByText('Kim is Viewer now.').waitFor()
    // They find out by what they may not do any more.
    await member.page.getByRole('button', { name: 'Move to Doing: One' }).click()
    await member.page.getByLabel('Title of a new task').waitFor({ state: 'detached' })
    await card(member, 'One').waitFor()

    await owner.page.getByRole('button', { name: 'Remove Kim' }).click()
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await owner.page.getByText('Kim is not in Acme any more.').waitFor()
    // The next change ends their stream.
    await owner.addTask('Two')
    await member.page.getByRole('heading', { name: 'Welcome, Kim' }).waitFor()
    expect(await card(member, 'One').count()).toBe(0)
  },
)

testWith(
  'chromium',
  'somebody is in two organizations, goes from one to the other, and takes everything along',
  async (chromium) => {
    await using owner = await foundTeam(site, chromium, 'Lea')
    const { page } = owner
    await owner.addTask('One')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('tasks.csv')
    expect(await Bun.file(await download.path()).text()).toContain('Website')

    await page.getByRole('button', { name: 'Lea: account and sign out' }).click()
    await page.getByRole('link', { name: 'New organization' }).click()
    await page.getByLabel('Name of the organization').fill('Basecamp')
    await page.getByRole('button', { name: 'Create', exact: true }).last().click()
    await page.getByRole('heading', { name: 'No projects yet' }).waitFor()
    await page.getByLabel('Organization').selectOption('Acme')
    await card(owner, 'One').waitFor()

    await page.getByRole('button', { name: 'Lea: account and sign out' }).click()
    await page.getByRole('link', { name: 'Your account' }).click()
    await page.getByRole('button', { name: 'Delete your account' }).click()
    await page.getByLabel('Your password').fill(password)
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('E-mail').fill(addressOf('lea'))
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Invalid email or password.').waitFor()
    expect(owner.complaints).toEqual([])
  },
)

testWith(
  'chromium',
  'on a telephone nothing is wider than the screen, and everything can be reached',
  async (chromium) => {
    const telephone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
    await using owner = await foundTeam(site, chromium, 'Mia', telephone)
    const { page } = owner
    const title =
      'A task whose title is so long that it does not fit into one line, Donaudampfschifffahrtsgesellschaft'
    await owner.addTask(title)
    for (const name of ['Shop', 'An office in another town', 'Everything else'])
      await owner.call('POST', '/api/projects', { name })
    await page.getByRole('link', { name: 'Everything else' }).waitFor()
    const overflow = () => page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(await overflow()).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: `Move to Doing: ${title}` }).tap()
    await page.getByRole('region', { name: 'Doing' }).getByText(title, { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Members' }).tap()
    await page.getByRole('main').getByText(addressOf('mia')).waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)
  },
)
