import { existsSync } from 'node:fs'

export const tools = ['docker', 'podman', 'buildah'] as const
export type Tool = (typeof tools)[number]

/** What the environment says of a build of images. */
export interface BuildEnv {
  /** CONTAINER_TOOL; by default the first of them that is installed. */
  tool: Tool
  /** IMAGE_PREFIX and the app's name are the image's: `kit-notes`. */
  prefix: string
  /** IMAGE_TAG. */
  tag: string
  /** Files that the build reads and that do not get into the image: an .npmrc (BUILD_NPMRC), certificates (NODE_EXTRA_CA_CERTS). */
  secrets: { id: string; file: string }[]
  /** The proxies of this machine. */
  proxies: [name: string, url: string][]
}

/** Throws a TypeError that names the variable that is wrong. */
export function readBuildEnv(env: Record<string, string | undefined> = process.env): BuildEnv {
  const secrets = [
    { id: 'npmrc', file: env.BUILD_NPMRC },
    { id: 'ca', file: env.NODE_EXTRA_CA_CERTS },
  ].flatMap(({ id, file }) => (file ? [{ id, file }] : []))
  const absent = secrets.find(({ file }) => !existsSync(file))
  if (absent) {
    const name = absent.id === 'ca' ? 'NODE_EXTRA_CA_CERTS' : 'BUILD_NPMRC'
    throw new TypeError(`${name}: expected a file that is there`)
  }
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name): [string, string][] => {
    const value = env[name] || env[name.toLowerCase()]
    return value ? [[name, value]] : []
  })
  return {
    tool: readTool(env.CONTAINER_TOOL),
    prefix: env.IMAGE_PREFIX ?? 'kit-',
    tag: env.IMAGE_TAG || 'latest',
    secrets,
    proxies,
  }
}

function readTool(name: string | undefined): Tool {
  const found = name ? tools.find((tool) => tool === name) : tools.find((tool) => Bun.which(tool) !== null)
  if (found) return found
  if (name) throw new TypeError(`CONTAINER_TOOL: expected one of ${tools.join(', ')}`)
  throw new TypeError(`nothing here builds images: install one of ${tools.join(', ')}`)
}
