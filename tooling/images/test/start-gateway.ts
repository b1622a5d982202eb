import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../src/apps.ts'
import { runOn } from './run-binary.ts'

export interface GatewayOptions {
  caddy: string
  port: number
  /** The one that all apps listen on, as in the network of the compose file. */
  appPort: number
  /** The addresses of the apps, by slug: what the network's names stand for. */
  addresses: Readonly<Record<string, string>>
}

/** Caddy with the Caddyfile of the profile `single`, which finds `app-<slug>` by an /etc/hosts of its own. */
export async function startGateway({ caddy, port, appPort, addresses }: GatewayOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  const hosts = join(folder, 'hosts')
  const names = Object.entries(addresses).map(([slug, address]) => `${address} app-${slug}\n`)
  writeFileSync(hosts, `127.0.0.1 localhost\n${names.join('')}`)
  const process = runOn('unshare', {
    args: [
      ...(globalThis.process.getuid?.() === 0 ? [] : ['--map-root-user']),
      ...['--mount', 'sh', '-ec', 'mount --bind "$1" /etc/hosts; shift; exec "$@"', 'gateway', hosts],
      ...[caddy, 'run', '--adapter', 'caddyfile', '--config', join(root, 'docker/Caddyfile')],
    ],
    env: {
      PATH: globalThis.process.env.PATH ?? '',
      HOME: folder,
      GATEWAY_APPS: Object.keys(addresses).join('|'),
      GATEWAY_PORT: String(port),
      APP_PORT: String(appPort),
    },
  })
  const url = `http://127.0.0.1:${port}`
  await process.until(() => fetch(`${url}/livez`))
  return {
    url,
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
