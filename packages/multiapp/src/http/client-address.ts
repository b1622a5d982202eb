import { BlockList, isIP } from 'node:net'

/** How many proxies in a row stand in front of the server, or the networks that they are in. */
export type TrustedProxies = number | BlockList

/** `2`, or `10.0.0.0/8,fd00::/8`. Throws a TypeError that names what is neither. */
export function parseTrustedProxies(text: string): TrustedProxies {
  if (/^\d{1,2}$/.test(text.trim())) return Number(text)
  const networks = new BlockList()
  for (const part of text.split(',').map((network) => network.trim())) {
    const [address = '', bits, ...rest] = part.split('/')
    const version = isIP(address)
    const longest = version === 4 ? 32 : 128
    const prefix = bits === undefined ? longest : Number(bits)
    const isNetwork = rest.length === 0 && Number.isInteger(prefix) && prefix >= 1 && prefix <= longest
    if (version === 0 || bits === '' || !isNetwork)
      throw new TypeError(
        'expected how many proxies in a row are ours, or their networks: 1, or 10.0.0.0/8,fd00::/8',
      )
    networks.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
  }
  return networks
}

/**
 * Who a request comes from. Each proxy adds the address it was called from at the end of X-Forwarded-For, and whatever a
 * client has sent stands before: the list is read from its end, over no more than the proxies that are trusted.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trusted: TrustedProxies,
): string | undefined {
  const list = forwardedFor?.split(',') ?? []
  let client = peer && plain(peer)
  for (let hops = 0; list.length > 0 && isProxy(client, hops, trusted); hops++) {
    const next = plain(list.pop()?.trim() ?? '')
    // What is no address was not written by a proxy of ours.
    if (isIP(next) === 0) return client
    client = next
  }
  return client
}

function isProxy(address: string | undefined, hops: number, trusted: TrustedProxies): boolean {
  if (typeof trusted === 'number') return hops < trusted
  return address !== undefined && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

// IPv4 over an IPv6 socket (RFC 4291, section 2.5.5.2).
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
