import { findAccount } from './account.ts'
import { stopIfUnused } from './dev.ts'

// What a killed process leaves behind runs this: `bun leave.ts <home>`. `bun --watch` ends and starts a process in one
// step, so the next one gets a moment to take its lease.
await Bun.sleep(2000)
const [, , folder] = process.argv
if (folder) stopIfUnused({ folder, account: findAccount() })
