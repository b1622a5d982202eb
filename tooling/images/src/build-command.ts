import type { BuildEnv, Tool } from './build-env.ts'

export interface BuildOptions {
  app: string
  /** Its name and tag. */
  image: string
  labels: Readonly<Record<string, string>>
}

/** The command that builds the image of one app, to be run in the repository's root. */
export function buildCommand({ app, image, labels }: BuildOptions, env: BuildEnv): string[] {
  return [
    ...builders[env.tool],
    ...pairs('--build-arg', [['APP', app], ...env.proxies]),
    // Not as build arguments: buildah takes a layer from its cache though an argument in it has changed.
    ...pairs('--label', Object.entries(labels)),
    ...env.secrets.flatMap(({ id, file }) => ['--secret', `id=${id},src=${file}`]),
    ...['--file', 'docker/Dockerfile', '--tag', image, '.'],
  ]
}

// Base images that are there are not asked for: they may be stand-ins. Buildah keeps no layers unless told to, and the
// format of OCI knows no health check.
const builders: Record<Tool, string[]> = {
  docker: ['docker', 'build'],
  podman: ['podman', 'build', '--pull=missing', '--layers', '--format', 'docker'],
  buildah: ['buildah', 'build', '--pull=false', '--layers', '--format', 'docker'],
}

function pairs(flag: string, entries: readonly (readonly [name: string, value: string])[]): string[] {
  return entries.flatMap(([name, value]) => [flag, `${name}=${value}`])
}
