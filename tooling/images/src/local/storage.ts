import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../run.ts'

/**
 * A place for buildah's images and containers that is removed with all that is in it. The programs that this process starts
 * use it; none of them needs a container engine or a runtime.
 */
export async function createStorage(): Promise<{ close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'images-'))
  const file = join(folder, 'storage.conf')
  process.env.CONTAINERS_STORAGE_CONF = file
  process.env.BUILDAH_ISOLATION = 'chroot'
  const use = (driver: string) => {
    const places = `graphroot = "${join(folder, 'root')}"\nrunroot = "${join(folder, 'run')}"`
    writeFileSync(file, `[storage]\ndriver = "${driver}"\n${places}\n`)
    process.env.STORAGE_DRIVER = driver
    return run(['buildah', 'images'])
  }
  // Many times as fast, and not possible on every file system.
  await use('overlay').catch(() => {
    rmSync(join(folder, 'root'), { recursive: true, force: true })
    return use('vfs')
  })
  return {
    async close() {
      await run(['buildah', 'rm', '--all'])
      await run(['umount', join(folder, 'root/overlay')]).catch(() => {}) // only where the driver has mounted it
      rmSync(folder, { recursive: true })
    },
  }
}
