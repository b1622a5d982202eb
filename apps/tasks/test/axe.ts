import type { Page } from '@repo/multiapp/testing/browser'
import { type AxeResults, source } from 'axe-core'

/** What axe finds wrong with what is shown, in the light and in the dark: nothing, where all is well. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(source)
  const light = await run(page, '{}')
  await page.emulateMedia({ colorScheme: 'dark' })
  // Only its colors are other ones.
  const dark = await run(page, '{ runOnly: ["color-contrast"] }')
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark]
}

async function run(page: Page, options: string): Promise<string[]> {
  const { violations, passes } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`)
  if (passes.length === 0) throw new Error('axe has looked at nothing')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}
