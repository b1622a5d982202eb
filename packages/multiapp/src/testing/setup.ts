import { afterAll } from 'bun:test'
import { notRun } from './test-with.ts'

// bunfig.toml preloads this once for a whole run: what an afterAll of a preload prints comes last, before the summary.
afterAll(() => {
  for (const line of notRun()) console.error(`not run: ${line}`)
})
