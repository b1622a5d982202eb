import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toMegabytes } from './budgets.ts'
import type { Tool } from './build-env.ts'
import { withContainer } from './buildah.ts'
import { run } from './run.ts'

const program = '/app/server'

/** How large an image is once it is unpacked, and its program in it, in MB. */
export function imageSizes(tool: Tool, image: string): Promise<{ image: number; binary: number }> {
  return tool === 'buildah' ? sizesByMount(image) : sizesByExport(tool, image)
}

// What engines say of an image's size is sometimes that of its layers, packed. An archive has the size of what is in it.
async function sizesByExport(tool: Tool, image: string) {
  const folder = mkdtempSync(join(tmpdir(), 'image-size-'))
  const container = await run([tool, 'create', image])
  try {
    const archive = join(folder, 'all.tar')
    await run([tool, 'export', '--output', archive, container])
    await run([tool, 'cp', `${container}:${program}`, join(folder, 'server')])
    return { image: megabytesOf(archive), binary: megabytesOf(join(folder, 'server')) }
  } finally {
    await run([tool, 'rm', container])
    rmSync(folder, { recursive: true })
  }
}

function sizesByMount(image: string) {
  return withContainer(image, async ({ root }) => {
    const used = await run(['du', '--summarize', '--block-size=1', root])
    return {
      image: toMegabytes(Number.parseInt(used, 10)),
      binary: megabytesOf(join(root, program)),
    }
  })
}

function megabytesOf(file: string): number {
  return toMegabytes(statSync(file).size)
}
