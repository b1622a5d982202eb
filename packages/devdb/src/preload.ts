import { join } from 'node:path'
import { joinDevDatabase } from './dev.ts'
import { completeEnvironment, useDatabase, wantsDevDatabase } from './env.ts'
import { watchReplacedFiles } from './replaced-files.ts'
import { findRoot } from './root.ts'

// `bun --preload @repo/devdb/preload src/main.ts`: development's environment, and a database if none is named.
const { dataDir } = completeEnvironment()
if (wantsDevDatabase()) {
  try {
    const database = joinDevDatabase(join(dataDir, 'postgres'))
    useDatabase(database.url)
    process.on('exit', () => database.leave())
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
if (process.execArgv.includes('--watch')) await watchReplacedFiles(findRoot(), dataDir)
