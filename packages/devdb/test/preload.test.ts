import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { emptyKit, foreignKit, newKit, query } from './kit.ts'
import { runProgram, writeProgram } from './program.ts'
import { until } from './until.ts'

setDefaultTimeout(20_000)

test.concurrent('a program has DATABASE_URL and DATA_DIR, and its end by process.exit leaves nothing running', async () => {
  await using kit = writeProgram(
    await newKit(),
    `
    import postgres from '${import.meta.resolve('postgres')}'
    const [{ one }] = await postgres(process.env.DATABASE_URL)\`SELECT 1 AS one\`
    console.log(JSON.stringify({ one, dataDir: process.env.DATA_DIR }))
    process.exit(3)
  `,
  )
  const program = runProgram(kit)
  expect(JSON.parse(await new Response(program.stdout).text())).toEqual({ one: 1, dataDir: kit.root })
  expect(await program.exited).toBe(3)
  expect(await kit.servers()).toEqual([])
  // One that was not dismissed would be at work for 2 s.
  await until('the keeper to end', async () => (await kit.keepers()).length === 0, { seconds: 1 })
})

test.concurrent('a program whose signal handler exits leaves nothing running', async () => {
  await using kit = writeProgram(
    await newKit(),
    `
    process.on('SIGINT', () => process.exit(0))
    console.log(process.env.DATABASE_URL)
    setInterval(() => {}, 1000)
  `,
  )
  const program = runProgram(kit)
  const url = await firstLine(program.stdout)
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  program.kill('SIGINT')
  expect(await program.exited).toBe(0)
  expect(await kit.servers()).toEqual([])
  // One that was not dismissed would be at work for 2 s.
  await until('the keeper to end', async () => (await kit.keepers()).length === 0, { seconds: 1 })
})

test.concurrent('production and a database that is named get none of ours', async () => {
  await using kit = writeProgram(emptyKit(), `console.log(process.env.DATABASE_URL ?? 'none')`)
  const production = runProgram(kit, [], { NODE_ENV: 'production' })
  const named = runProgram(kit, [], { DATABASE_URL: 'postgres://elsewhere' })
  expect(await firstLine(production.stdout)).toBe('none')
  expect(await firstLine(named.stdout)).toBe('postgres://elsewhere')
  expect(existsSync(kit.folder)).toBe(false)
})

test.concurrent('a program whose database cannot start does not start, and says why in one line', async () => {
  await using kit = writeProgram(foreignKit('17'), `console.log('started')`)
  const program = runProgram(kit)
  expect(await program.exited).toBe(1)
  expect(await new Response(program.stdout).text()).toBe('')
  expect(await new Response(program.stderr).text()).toMatch(/^.* was written by PostgreSQL 17, .*\n$/)
})

async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) return chunk.split('\n')[0] ?? ''
  return ''
}
