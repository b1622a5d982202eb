import { afterAll } from 'bun:test'
import { closeAtEnd } from './at-end.ts'
import { notRun } from './test-with.ts'

// bunfig.toml preloads this once for a whole run: an afterAll of a preload comes last, before the summary.
afterAll(async () => {
  await closeAtEnd()
  for (const line of notRun()) console.error(`not run: ${line}`)
})
