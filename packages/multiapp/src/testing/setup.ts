import { afterAll, setDefaultTimeout } from 'bun:test'
import { notRun } from './test-with.ts'

// bunfig.toml preloads this once for a whole run. Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

// What an afterAll of a preload prints comes last, before the summary.
afterAll(() => {
  for (const line of notRun()) console.error(`not run: ${line}`)
})
