import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { tasks } from '../index.ts'
import { bundle } from './bundle.ts'
import { modules } from './sources.js'

describe.each(['single', 'multi'] as const)('the page in %s mode', (mode) => {
  let app: TestApp
  beforeAll(async () => {
    app = await createTestApp(tasks, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  /** What the page loads, by its own words. */
  async function named(): Promise<string[]> {
    const html = await (await app.request('/')).text()
    return [...html.matchAll(/(?:href|src)="(\/web\/[^"]+)"/g)].map(([, path]) => path ?? '')
  }

  test('is for everybody, and lets in nothing that is not of the app', async () => {
    const response = await app.request('/')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const policy = response.headers.get('content-security-policy')?.split('; ') ?? []
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy.filter((directive) => /unsafe|\*|https?:|data:/.test(directive))).toEqual([])
    expect(await response.text()).not.toMatch(/<style|style=|<script(?! type="module" src=)| on\w+=/)
  })

  test('names its files by what is in them, so that they are asked for once', async () => {
    const paths = await named()
    expect(paths.map((path) => path.slice(path.lastIndexOf('.')))).toEqual(['.svg', '.css', '.js'])
    for (const path of paths) {
      const response = await app.request(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect((await response.text()).length).toBeGreaterThan(100)
    }
  })

  test('is not sent again to who has it', async () => {
    for (const path of ['/', ...(await named())]) {
      const etag = (await app.request(path)).headers.get('etag') ?? ''
      const ask = (tags: string) => app.request(path, { headers: { 'if-none-match': tags } })
      for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const response = await ask(tags)
        expect([response.status, await response.text()]).toEqual([304, ''])
        expect(response.headers.get('etag')).toBe(etag)
      }
      expect((await ask('"other"')).status).toBe(200)
    }
  })
})

test('the script is smaller in production, and is no other for it', async () => {
  const scriptFor = (minify: boolean) => bundle(modules, { minify })
  const [readable, small] = await Promise.all([scriptFor(false), scriptFor(true)])
  expect(small.length).toBeLessThan(readable.length * 0.8)
  for (const script of [readable, small]) expect(script).toContain('/api/events')
})

test('every module of the page is in its sources', async () => {
  const files = await Array.fromAsync(new Bun.Glob('**/*.ts').scan(`${import.meta.dir}/client`))
  // Types alone are no part of a script.
  expect(Object.keys(modules).sort()).toEqual(files.filter((file) => file !== 'types.ts').sort())
})
