import { expect, test } from 'bun:test'
import { composeApp } from './template.ts'

test('a slug and a noun of several words come in all the ways that code writes them', () => {
  const files = composeApp({ slug: 'my-shop', noun: 'line-item' }, [])
  expect(files.get('package.json')).toContain('"name": "@repo/my-shop"')
  expect(files.get('src/app.ts')).toContain(
    `myShopApp = defineApp({ slug: 'my-shop', name: 'My shop', tables })`,
  )
  expect(files.get('src/tables.ts')).toContain(`export const lineItems = pgTable(\n  'line_items',`)
  expect(files.get('src/line-items.ts')).toContain('interface LineItem {')
  expect(files.get('src/routes/line-items.ts')).toContain(`prefix: '/api/line-items'`)
  expect([...files.values()].join('\n')).not.toMatch(/acme|spare/i)
})
