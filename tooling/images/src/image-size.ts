import { statSync } from 'node:fs'
import { join } from 'node:path'
import { toMegabytes } from './budgets.ts'
import type { Tool } from './build-env.ts'
import { withContainer } from './buildah.ts'

import { run } from './run.ts'

/** How large an image is once it is unpacked, and its program in it, in MB. */
export async function imageSizes(tool: Tool, image: string): Promise<{ image: number; binary: number }> {
  return tool === 'buildah' ? sizesByMount(image) : sizesByInspection(tool, image)
}

async function sizesByInspection(tool: Tool, image: string) {
  const size = await run([tool, 'image', 'inspect', '--format', '{{.Size}}', image])
  const history = await run([
    tool,
    'history',
    '--human=false',
    '--no-trunc',
    '--format',
    '{{.Size}} {{.CreatedBy}}',
    image,
  ])
  const copied = history.split('\n').find((line) => line.includes('/app/server') && line.includes('COPY'))
  return { image: toMegabytes(Number(size)), binary: toMegabytes(Number.parseInt(copied ?? '0', 10)) }
}

function sizesByMount(image: string) {
  return withContainer(image, async ({ root }) => {
    const used = await run(['du', '--summarize', '--block-size=1', root])
    return {
      image: toMegabytes(Number.parseInt(used, 10)),
      binary: toMegabytes(statSync(join(root, 'app/server')).size),
    }
  })
}
