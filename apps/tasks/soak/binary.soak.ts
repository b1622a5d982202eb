import { expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const flags = ['--compile', '--minify', '--bytecode', '--format=esm']

const program = `
  import { web } from ${JSON.stringify(join(import.meta.dir, '../src/web/web.ts'))}
  const routes = web({ config: { isProduction: true } })
  const read = async (path) => (await routes.handle(new Request('http://localhost' + path))).text()
  const html = await read('/')
  const texts = await Promise.all([...html.matchAll(/"(\\/web\\/[^"]+)"/g)].map(([, path]) => read(path)))
  console.log(Bun.SHA256.hash([html, ...texts].join(''), 'hex'))
`

async function outputOf(command: string[], cwd: string): Promise<string> {
  const child = Bun.spawn(command, { cwd, stdout: 'pipe', stderr: 'pipe' })
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()])
  if ((await child.exited) !== 0) throw new Error(errors)
  return output
}

test('a compiled binary serves the page as the sources do, with no file beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'page-binary-'))
  const empty = await mkdtemp(join(tmpdir(), 'page-empty-'))
  try {
    const [source, binary] = [join(folder, 'page.ts'), join(folder, 'page')]
    await writeFile(source, program)
    await outputOf([process.execPath, 'build', ...flags, source, '--outfile', binary], folder)
    const served = await outputOf([binary], empty)
    expect(served).toMatch(/^[0-9a-f]{64}\n$/)
    expect(served).toBe(await outputOf([process.execPath, source], empty))
  } finally {
    await Promise.all([folder, empty].map((path) => rm(path, { recursive: true })))
  }
}, 120_000)
