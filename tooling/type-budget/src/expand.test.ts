import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { inspectApp } from '@repo/multiapp'
import { expandFixture } from './expand.ts'

test('the fixture has a hundred routes of ten nouns, and a client that calls each', async () => {
  const folder = join(import.meta.dir, '../dist/test')
  expandFixture(folder)
  const { agencyApp }: typeof import('../fixture/app.ts') = await import(join(folder, 'app.ts'))
  const { routes }: typeof import('../fixture/routes.ts') = await import(join(folder, 'routes.ts'))
  const app = await inspectApp(agencyApp.backend({ routes }))
  expect(app.routes).toHaveLength(100)

  const calls = [...new Bun.Glob('*/calls.ts').scanSync({ cwd: folder })]
  const texts = await Promise.all(calls.map((path) => Bun.file(join(folder, path)).text()))
  expect(texts.join('').match(/\.(get|post|put|patch|delete)\(/g)).toHaveLength(100)
})
