import { expect, test } from 'bun:test'

const entry = new URL('index.ts', import.meta.url).pathname
const mostBytes = 18_000

test('a browser gets the client and nothing of the server', async () => {
  const { outputs, metafile } = await Bun.build({
    entrypoints: [entry],
    target: 'browser',
    minify: true,
    metafile: true,
  })
  const [bundle] = outputs
  const files = Object.keys(metafile?.inputs ?? {}).map((path) => path.replace(/^.*node_modules\//, ''))
  const ours = files.filter((path) => !path.startsWith('@elysiajs/eden/'))
  expect(
    ours
      .filter((path) => !/\bclient\/[a-z-]+\.ts$/.test(path))
      .map(fileName)
      .sort(),
  ).toEqual(['app-error.ts', 'slug.ts'])
  expect(
    Object.values(metafile?.inputs ?? {})
      .flatMap(({ imports }) => imports)
      .filter(({ external }) => external),
  ).toEqual([])

  const text = (await bundle?.text()) ?? ''
  expect(text).not.toMatch(/\b(node:|bun:|require\(|process\.|Buffer\b|Bun\b)/)
  const gzipped = Bun.gzipSync(text).length
  console.log(`client for a browser: ${text.length} bytes, ${gzipped} gzipped`)
  expect(text.length).toBeLessThan(mostBytes)
})

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
