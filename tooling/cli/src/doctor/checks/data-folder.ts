import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Check, type Finding, ok, problem, warning } from '../check.ts'

const littleBytes = 1024 ** 3
const noBytes = 100 * 1024 ** 2

/** Development can write its data, and there is room for it. */
export const dataFolder: Check = {
  name: 'data',
  run({ dataDir }) {
    const place = nearestFolder(dataDir)
    try {
      accessSync(place, constants.W_OK | constants.X_OK)
    } catch {
      return problem(
        `${place} cannot be written to`,
        'give it to your user, or set DATA_DIR to another folder',
      )
    }
    const { bavail, bsize } = statfsSync(place)
    return judgeSpace(dataDir, bavail * bsize)
  },
}

export function judgeSpace(folder: string, bytes: number): Finding {
  const message = `${folder}, ${(bytes / 1024 ** 3).toFixed(1)} GB free`
  const mend = 'make room, or set DATA_DIR to another disk'
  if (bytes < noBytes) return problem(message, mend)
  return bytes < littleBytes ? warning(message, mend) : ok(message)
}

// Development makes the rest.
function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path))
}
