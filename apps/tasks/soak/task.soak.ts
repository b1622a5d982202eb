import { afterAll, beforeAll, describe, expect, setDefaultTimeout } from 'bun:test'
import { createTestApp, type TestApp, testWith } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'
import { card, foundTeam } from '../test/founder.ts'
import { addressOf, visit } from '../test/visitor.ts'

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

describe.concurrent('in a browser', () => {
  testWith('chromium', 'what people write is text, whatever is in it', async (chromium) => {
    await using owner = await foundTeam(site, chromium, 'Eve')
    const title = '<img src=x onerror=alert(1)>'
    await owner.addTask(title)
    await card(owner, title).click()
    await owner.page.getByLabel('Your comment').fill('<script>alert(1)</script>')
    await owner.page.getByRole('button', { name: 'Comment', exact: true }).click()
    await owner.page.getByRole('log').getByText('<script>alert(1)</script>').waitFor()
    expect(await owner.page.locator('img, #app script').count()).toBe(0)
    expect(owner.complaints).toEqual([])
  })

  testWith(
    'chromium',
    'who saves a task that was changed meanwhile is shown what it is now, and may go on from there',
    async (chromium) => {
      await using owner = await foundTeam(site, chromium, 'Fay')
      const { page } = owner
      const { id } = await owner.addTask('Write the texts')
      const change = (fields: object) => owner.call('PATCH', `/api/tasks/${id}`, fields)
      const dialog = page.getByRole('dialog')

      await card(owner, 'Write the texts').click()
      await change({ title: 'Write all the texts', status: 'doing' })
      await dialog.getByLabel('Title').fill('Write the short texts')
      await dialog.getByRole('button', { name: 'Save' }).click()
      const news = dialog.getByRole('alert').filter({ hasText: 'Somebody has changed this task meanwhile.' })
      await news.getByText('Write all the texts').waitFor()
      await news.getByText('Doing', { exact: true }).waitFor()
      await news.getByRole('button', { name: 'take the new one' }).click()
      expect(await dialog.getByLabel('Title').inputValue()).toBe('Write all the texts')
      expect(await dialog.getByLabel('Status').inputValue()).toBe('doing')

      await change({ title: 'Write the long texts', description: 'By Friday' })
      await dialog.getByLabel('Title').fill('Write the short texts')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await news.getByText('By Friday').waitFor()
      await news.getByText('Write the long texts').waitFor()
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
      // Each has changed what they wanted to, and nothing else.
      expect(await owner.call('GET', `/api/tasks/${id}`)).toMatchObject({
        title: 'Write the short texts',
        description: 'By Friday',
        status: 'doing',
        version: 4,
      })
      await card(owner, 'Write the short texts').waitFor()
    },
  )

  testWith('chromium', 'a viewer sees all of it, and nothing that they may not do', async (chromium) => {
    await using owner = await foundTeam(site, chromium, 'Gus')
    await owner.addTask('Draw the start page')
    await using viewer = await visit(site, chromium)
    await viewer.signUp('Vic')
    await owner.admit(viewer, 'Vic', 'viewer')
    await card(viewer, 'Draw the start page').waitFor()
    const main = viewer.page.getByRole('main')
    const names = await main
      .getByRole('button')
      .evaluateAll((all) => all.map(({ textContent }) => textContent))
    expect(names).toEqual(['Draw the start page'])
    expect(await viewer.page.getByRole('textbox').count()).toBe(0)
    expect(await viewer.page.getByRole('link', { name: 'Export' }).count()).toBe(0)
    expect(await owner.page.getByRole('link', { name: 'Export' }).count()).toBe(1)

    await card(viewer, 'Draw the start page').click()
    const dialog = viewer.page.getByRole('dialog', { name: 'Draw the start page' })
    await dialog.getByText('To do', { exact: true }).waitFor()
    expect(await dialog.getByRole('textbox').count()).toBe(0)
    expect(await dialog.getByRole('button').count()).toBe(1)
    await viewer.page.keyboard.press('Escape')

    await viewer.page.getByRole('link', { name: 'Members' }).click()
    await main.getByText(addressOf('gus')).waitFor()
    const leave = await main.getByRole('button').allTextContents()
    expect(leave).toEqual(['Leave Acme'])
    expect(viewer.complaints).toEqual([])
  })
})
