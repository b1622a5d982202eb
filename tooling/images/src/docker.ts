import { parseArgs } from 'node:util'
import { appOf, programs } from './apps.ts'
import { readBuildEnv } from './build-env.ts'
import { buildImage } from './build-image.ts'

const usage = `bun run docker [--app notes]… [--help]

Builds the images of the host and of every app, or of those named; in an app's folder, of that app.

  CONTAINER_TOOL       docker, podman or buildah; by default the first that is installed
  IMAGE_PREFIX         what names begin with: kit-
  IMAGE_TAG            latest
  BUILD_NPMRC          an .npmrc for the build, as for a private registry; it does not get into the image
  NODE_EXTRA_CA_CERTS  certificates for the build, as of a proxy; they do not get into the image`

try {
  const { values } = parseArgs({
    options: { app: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) console.log(usage)
  else await build(chosen(values.app))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function chosen(named: readonly string[]): readonly string[] {
  const known = programs()
  const unknown = named.find((app) => !known.includes(app))
  if (unknown) throw new TypeError(`no app "${unknown}": there are ${known.join(', ')}`)
  if (named.length > 0) return named
  const here = appOf(process.cwd())
  return here ? [here] : known
}

async function build(apps: readonly string[]): Promise<void> {
  const env = readBuildEnv()
  for (const app of apps) await buildImage(app, env)
}
