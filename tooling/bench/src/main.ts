import { ArgumentError, type Arguments, helpText, parseArguments } from './arguments.ts'
import { measureTopics } from './report.ts'
import { formatReport } from './table.ts'
import { topics } from './topics.ts'

process.exit(await main(process.argv.slice(2)))

/** Resolves with the exit code: 2 for a wrong command line, 1 for a missed goal under `--check`. */
async function main(given: readonly string[]): Promise<number> {
  const chosen = readArguments(given)
  if (!chosen) return 2
  if (chosen.help) {
    console.log(helpText(topics))
    return 0
  }
  const report = await measureTopics({ ...chosen, progress: (line) => console.error(line) })
  console.log(chosen.json ? JSON.stringify(report, null, 2) : `\n${formatReport(report)}`)
  const missed = report.rows.some(({ met }) => met === false)
  return chosen.check && missed ? 1 : 0
}

function readArguments(given: readonly string[]): Arguments | undefined {
  try {
    return parseArguments(given, topics)
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    console.error(error.message)
    return undefined
  }
}
