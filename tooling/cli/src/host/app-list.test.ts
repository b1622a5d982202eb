import { expect, test } from 'bun:test'
import { withApp, withoutApp } from './app-list.ts'

const list = (names: string) =>
  `import { links } from '@repo/links'
import type { AnyAppBackend } from '@repo/multiapp'
import { notes } from '@repo/notes'

/** Every app. */
export const apps: AnyAppBackend[] = [${names}]
`

test('an app comes into the list by the alphabet, and goes out of it with its import', () => {
  const more = withApp(list('links, notes'), 'my-shop', 'myShop')
  expect(more).toBe(`import { myShop } from '@repo/my-shop'\n${list('links, myShop, notes')}`)
  expect(withoutApp(more, 'my-shop')).toBe(list('links,  notes'))
})

test('the first app comes into an empty list, and the last one leaves an empty list', () => {
  const empty = 'export const apps: AnyAppBackend[] = []\n'
  const one = withApp(empty, 'shop', 'shop')
  expect(one).toBe(`import { shop } from '@repo/shop'\nexport const apps: AnyAppBackend[] = [shop]\n`)
  expect(withoutApp(one, 'shop')).toBe(empty)
})

test('a name is not taken by an app whose name begins with it, nor by a word of a comment', () => {
  const shops = withApp(list('links'), 'shop-admin', 'shopAdmin')
  const more = withApp(shops, 'shop', 'shop')
  expect(more).toBe(`import { shop } from '@repo/shop'\n${shops.replace('shopAdmin]', 'shop, shopAdmin]')}`)
  expect(withoutApp(more, 'shop')).toBe(shops.replace('shopAdmin]', ' shopAdmin]'))
  expect(withApp(list('links'), 'every', 'every')).toContain('[every, links]')
  expect(() => withApp(list('links'), 'apps', 'apps')).toThrow('something called "apps" already')
})

test('what people have written into the list stays', () => {
  const noted = list('\n  links, // first, of all\n  notes,\n')
  expect(withApp(noted, 'shop', 'shop')).toContain('[\nshop,\n  links, // first, of all\n  notes,\n]')
})

test('a text that would be broken is refused, and says what to do', () => {
  expect(() => withApp('export default []', 'shop', 'shop')).toThrow('change it by hand')
  expect(() => withApp(list('links, notes'), 'links', 'links')).toThrow('something called "links" already')
  expect(() => withoutApp(`${list('links')}links.log()\n`, 'links')).toThrow('take it out by hand')
  const renamed = list('other').replace('{ links }', '{ links as other }')
  expect(() => withoutApp(renamed, 'links')).toThrow('in a way of its own')
  expect(withoutApp(list('notes'), 'shop')).toBe(list('notes'))
})
