import { expect, test } from 'bun:test'
import { type ClickBatch, type ClicksOptions, createClicks } from './clicks.ts'

const never = new AbortController().signal

/** Clicks that are written to a list, or not while `isDown`. */
function createFixture(options: Partial<ClicksOptions> = {}) {
  const log: unknown[][] = []
  const note = (...line: unknown[]) => log.push(line)
  const tries: ClickBatch[] = []
  const fixture = {
    log,
    tries,
    saved: [] as ClickBatch[],
    isDown: false,
    async save(batch: ClickBatch) {
      tries.push(batch)
      await Bun.sleep(1)
      if (fixture.isDown) throw new Error('down')
      fixture.saved.push(batch)
    },
  }
  const clicks = createClicks({
    save: fixture.save,
    logger: { error: note, info: note, warn: note },
    flushSeconds: 0.01,
    ...options,
  })
  return { fixture, clicks }
}

test('counts each code and day of UTC, and writes them as one batch', async () => {
  let now = Date.parse('2026-02-28T23:59:59.999Z')
  const { fixture, clicks } = createFixture({ now: () => now })
  clicks.count('abc')
  clicks.count('abc')
  clicks.count('ABC')
  now += 1
  clicks.count('abc')
  await clicks.close(never)
  expect(fixture.saved.map(({ entries }) => entries)).toEqual([
    [
      { code: 'abc', day: '2026-02-28', clicks: 2 },
      { code: 'ABC', day: '2026-02-28', clicks: 1 },
      { code: 'abc', day: '2026-03-01', clicks: 1 },
    ],
  ])
})

test('writes nothing before it is started, and at every interval after', async () => {
  const { fixture, clicks } = createFixture()
  clicks.count('abc')
  await Bun.sleep(30)
  expect(fixture.tries).toHaveLength(0)
  clicks.start()
  await Bun.sleep(30)
  clicks.count('abc')
  await Bun.sleep(30)
  expect(fixture.saved).toHaveLength(2)
  await clicks.close(never)
  clicks.start()
  clicks.count('abc')
  await Bun.sleep(30)
  expect(fixture.saved).toHaveLength(2)
})

test('a batch that failed comes again as it was, and what was counted meanwhile after it', async () => {
  const { fixture, clicks } = createFixture()
  fixture.isDown = true
  clicks.count('abc')
  clicks.start()
  await Bun.sleep(40)
  clicks.count('abc')
  await Bun.sleep(20)
  fixture.isDown = false
  await clicks.close(never)
  expect(new Set(fixture.tries.map(({ id }) => id)).size).toBe(2)
  expect(fixture.saved.map(({ entries }) => entries[0]?.clicks)).toEqual([1, 1])
  expect(fixture.saved[0]).toBe(fixture.tries[0] as ClickBatch)
  expect(fixture.log).toHaveLength(2)
})

test('many codes are written before their time', async () => {
  const { fixture, clicks } = createFixture({ earlyEntries: 3 })
  for (const code of ['a', 'b', 'b', 'c']) clicks.count(code)
  await Bun.sleep(5)
  expect(fixture.saved[0]?.entries).toHaveLength(3)
})

test('while nothing can be written, clicks do not start a try each, and codes beyond the bound are not begun', async () => {
  const { fixture, clicks } = createFixture({ earlyEntries: 2, maxEntries: 3 })
  fixture.isDown = true
  for (const code of ['a', 'b']) clicks.count(code)
  await Bun.sleep(5)
  for (const code of ['c', 'd', 'e', 'f', 'g', 'c']) clicks.count(code)
  await Bun.sleep(5)
  expect(fixture.tries).toHaveLength(1)
  fixture.isDown = false
  await clicks.close(never)
  const counted = fixture.saved.flatMap(({ entries }) => entries.map(({ code, clicks }) => [code, clicks]))
  expect(Object.fromEntries(counted)).toEqual({ a: 1, b: 1, c: 2, d: 1, e: 1 })
  expect(fixture.log.at(-1)?.[0]).toEqual({ clicks: 2 })
})

test('close tries until its signal aborts, and says how many clicks are lost', async () => {
  const { fixture, clicks } = createFixture()
  fixture.isDown = true
  clicks.count('abc')
  clicks.count('abc')
  const deadline = new AbortController()
  setTimeout(() => deadline.abort(), 150)
  await clicks.close(deadline.signal)
  expect(fixture.tries.length).toBeGreaterThan(1)
  expect(fixture.log.at(-1)?.[0]).toEqual({ clicks: 2 })
})
