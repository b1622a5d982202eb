import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BaseImages } from '../base-images.ts'
import { run } from '../run.ts'

/**
 * Makes images of buildah's that stand in for the base images, where no registry can be reached: plain Debian from its
 * packages, and for the one that builds this machine's Bun. Needs root and debootstrap. Throws an Error for another Bun.
 */
export async function makeStandIns({ bunVersion, build, runtime }: BaseImages): Promise<void> {
  if (Bun.version !== bunVersion)
    throw new Error(`this is Bun ${Bun.version}: expected ${bunVersion}, as in the Dockerfile`)
  const folder = mkdtempSync(join(tmpdir(), 'stand-ins-'))
  try {
    await run(['debootstrap', '--variant=minbase', 'bookworm', folder])
    for (const path of leftOut) rmSync(join(folder, path), { recursive: true, force: true })
    await commit(folder, runtime)
    copyFileSync(process.execPath, join(folder, 'usr/local/bin/bun'))
    symlinkSync('bun', join(folder, 'usr/local/bin/bunx'))
    await commit(folder, build)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// As Debian's slim images do.
const leftOut = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/info',
  'usr/share/locale',
  'var/cache/apt/archives',
  'var/lib/apt/lists',
]

async function commit(folder: string, image: string): Promise<void> {
  const container = await run(['buildah', 'from', 'scratch'])
  await run(['buildah', 'add', '--quiet', container, folder, '/'])
  await run(['buildah', 'config', '--env', `PATH=${path}`, '--cmd', '/bin/sh', container])
  await run(['buildah', 'commit', '--quiet', '--rm', container, image])
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
