import { afterAll, beforeAll, expect, setDefaultTimeout } from 'bun:test'
import { createTestApp, type TestApp, testWith } from '@repo/multiapp/testing'
import type { Page } from '@repo/multiapp/testing/browser'
import { axeFindings } from '../../test/axe.ts'
import { addressOf, password, visit } from '../../test/visitor.ts'
import { tasks } from '../index.ts'

setDefaultTimeout(60_000)

let site: TestApp
beforeAll(async () => {
  site = await createTestApp(tasks, {
    mode: 'single',
    listen: true,
    features: { comments: true, export: true },
  })
})
afterAll(() => site[Symbol.asyncDispose]())

const focusedName = `(() => {
  const element = document.activeElement
  return (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent).trim()
})()`

const mostStops = 30

/** Goes on with Tab to what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < mostStops; stops++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(focusedName)) === name) return
  }
  throw new Error(`the keyboard does not get to "${name}"`)
}

/** Waits for a view, to whose heading the focus goes. */
async function headedBy(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor()
  expect(await page.evaluate(focusedName)).toBe(name)
}

testWith(
  'chromium',
  'the keyboard alone leads from signing up to a task that is done, past nothing that axe finds',
  async (chromium) => {
    await using dan = await visit(site, chromium, { colorScheme: 'light' })
    const { page } = dan
    const { keyboard } = page
    const write = async (name: string, text: string) => {
      await tabTo(page, name)
      await keyboard.type(text)
    }
    const findings: string[] = []
    const look = async (where: string) =>
      findings.push(...(await axeFindings(page)).map((finding) => `${where}: ${finding}`))

    await headedBy(page, 'Sign in')
    await look('sign in')
    await tabTo(page, 'Sign up')
    await keyboard.press('Enter')
    await headedBy(page, 'Sign up')
    await write('Name', 'Dan')
    await write('E-mail', addressOf('dan'))
    await write('Password', password)
    await keyboard.press('Enter')

    await headedBy(page, 'Welcome, Dan')
    await write('Name of the organization', 'Acme')
    await keyboard.press('Enter')
    await headedBy(page, 'No projects yet')
    await write('Name of your first project', 'Website')
    await keyboard.press('Enter')
    await headedBy(page, 'Website')
    await write('Title of a new task', 'First')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'First', exact: true }).waitFor()
    // It stays where the next one is written.
    await keyboard.type('Second')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Second', exact: true }).waitFor()

    await tabTo(page, 'First')
    await keyboard.press('Shift+ArrowDown')
    await page.locator('.card:nth-child(2)').getByText('First', { exact: true }).waitFor()
    await keyboard.press('Shift+ArrowRight')
    const doing = page.getByRole('region', { name: 'Doing' })
    await doing.getByRole('button', { name: 'First', exact: true }).waitFor()
    expect(await page.evaluate(focusedName)).toBe('First')
    await tabTo(page, 'Move to Done: First')
    await keyboard.press('Enter')
    await page
      .getByRole('region', { name: 'Done' })
      .getByRole('button', { name: 'First', exact: true })
      .waitFor()
    await look('board')

    await tabTo(page, 'Move to Doing: First')
    await keyboard.press('Shift+Tab')
    await keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Edit the task' }).waitFor()
    await write('Description', 'With care')
    await write('Your comment', 'Done!')
    await tabTo(page, 'Comment')
    await keyboard.press('Enter')
    await page.getByRole('log').getByText('Done!').waitFor()
    await look('task')
    await tabTo(page, 'Save')
    await keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(focusedName)).toBe('First')

    await page.goto(`${site.origin}/#/members`)
    await headedBy(page, 'Members')
    await look('members')
    expect(findings).toEqual([])
    expect(dan.complaints).toEqual([])
  },
)
