// Whoever reads this may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  // A clone in which nothing is installed yet.
  if (!(error instanceof ResolveMessage)) throw error
  console.error(`error: ${error.specifier} is not there: run "bun install" first`)
  process.exitCode = 1
}
