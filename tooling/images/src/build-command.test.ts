import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { buildCommand } from './build-command.ts'
import { readBuildEnv } from './build-env.ts'

const options = {
  app: 'notes',
  image: 'kit-notes:latest',
  labels: { 'org.opencontainers.image.version': '1' },
}
const command = (env: Record<string, string>) => buildCommand(options, readBuildEnv(env)).join(' ')

test.each([
  ['docker', 'docker build --build-arg APP=notes'],
  ['podman', 'podman build --pull=missing --layers --format docker --build-arg APP=notes'],
  ['buildah', 'buildah build --pull=false --layers --format docker --build-arg APP=notes'],
])('%s keeps layers and the health check', (tool, start) => {
  const text = command({ CONTAINER_TOOL: tool })
  expect(text).toStartWith(start)
  expect(text).toEndWith('--file docker/Dockerfile --tag kit-notes:latest .')
  expect(text).toContain('--label org.opencontainers.image.version=1')
})

test('a registry and certificates come in as secrets, proxies as arguments that stay out of the image', () => {
  const file = join(import.meta.dir, 'build-command.ts')
  const text = command({
    CONTAINER_TOOL: 'docker',
    BUILD_NPMRC: file,
    NODE_EXTRA_CA_CERTS: file,
    https_proxy: 'http://proxy:3128',
  })
  expect(text).toContain(`--secret id=npmrc,src=${file} --secret id=ca,src=${file}`)
  expect(text).toContain('--build-arg HTTPS_PROXY=http://proxy:3128')
})

test('what is wrong is named by its variable', () => {
  expect(() => readBuildEnv({ CONTAINER_TOOL: 'kaniko' })).toThrow(
    'CONTAINER_TOOL: expected one of docker, podman, buildah',
  )
  expect(() => readBuildEnv({ CONTAINER_TOOL: 'docker', BUILD_NPMRC: '/absent' })).toThrow('BUILD_NPMRC')
})
