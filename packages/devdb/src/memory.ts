import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { namesTemporaryFolder } from './env.ts'

const memory = '/dev/shm'
const enoughBytes = 2 * 1024 ** 3

/**
 * The folder for data that nobody will miss: in memory where a Linux has the room, unless TMPDIR names another. A database
 * is 300 files, and ext4 looks long for room for new ones where as many were deleted within the last minute: 150 ms for
 * each database, instead of 10.
 */
export function throwAwayFolder(candidate = memory): string {
  return !namesTemporaryFolder() && hasRoom(candidate) ? candidate : tmpdir()
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= enoughBytes
  } catch {
    return false // macOS has no such folder
  }
}
