import { findAccount } from './account.ts'
import { openCluster } from './cluster.ts'
import { removeFolder } from './folder.ts'

// What runs after a process that used `createTestDatabase`: `bun throw-away.ts <home> <folder>`.
const [, , home, folder] = process.argv
if (home && folder) {
  try {
    openCluster({ folder: home, account: findAccount() }).stop('immediate')
  } finally {
    for (const path of [home, folder]) removeFolder(path)
  }
}
