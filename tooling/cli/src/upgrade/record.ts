import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `kit` in the root's package.json says: where the template is, and which of its versions this is. */
export interface KitRecord {
  template?: string
  version?: string
}

export function readRecord(root: string): KitRecord {
  const { kit = {} }: { kit?: KitRecord } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return kit
}

/** What it says after an upgrade from `source`. A folder of this machine is nothing to others, nor is a password. */
export function toRecord(
  { template }: KitRecord,
  { source, version }: { source: string; version: string },
): { template?: string; version: string } {
  const url = URL.canParse(source) ? new URL(source) : undefined
  if (url?.password) {
    url.username = ''
    url.password = ''
  }
  const kept = existsSync(source) ? template : (url?.href ?? source)
  return { ...(kept !== undefined && { template: kept }), version }
}
