/** Whether `bun --watch` runs this process, and starts it anew when a file is saved. */
export function isWatched(): boolean {
  return process.execArgv.includes('--watch')
}

/** Says what is wrong, and keeps the process for the save that mends it: one that ends takes the watcher along. */
export function waitForSave(error: unknown): undefined {
  console.error(error instanceof Error ? error.message : error)
  console.error('this starts anew when a file is saved')
  setInterval(() => {}, 60_000)
}
