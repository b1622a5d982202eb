import { isSlug } from '../app/slug.ts'

export interface AddressOptions {
  /** Where the server is, such as `https://api.example.com`. */
  baseUrl: string
  /**
   * How a request says which app it means: by `X-App-ID`, by a host name of the app's own below that of `baseUrl`, or not at
   * all, where `baseUrl` says it already. Default: header.
   */
  via?: 'header' | 'subdomain' | 'none'
}

/** Where the app's requests go, and with which headers. Throws a TypeError for an address that cannot be. */
export function addressOf(app: string, { baseUrl, via = 'header' }: AddressOptions) {
  if (!isSlug(app)) throw new TypeError(`createClient: expected the app's slug, got ${JSON.stringify(app)}`)
  if (!URL.canParse(baseUrl)) throw notAnAddress()
  const url = new URL(baseUrl)
  if (!/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw notAnAddress()
  if (via === 'subdomain') {
    if (isIpAddress(url.hostname))
      throw new TypeError('createClient: option "via": an IP address has no subdomains: use "header"')
    url.hostname = `${app}.${url.hostname}`
  }
  const headers: Record<string, string> = via === 'header' ? { 'x-app-id': app } : {}
  return { baseUrl: url.href.replace(/\/+$/, ''), headers }
}

function isIpAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname)
}

function notAnAddress(): TypeError {
  return new TypeError(
    'createClient: option "baseUrl": expected http(s)://host[:port][/path], with no query and no credentials',
  )
}
