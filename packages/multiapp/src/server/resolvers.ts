/** What a resolver found: which app is meant, and, if the address named it in its path, the path without it. */
export interface Resolution {
  slug: string
  /** What was cut off the front of the path. */
  prefix?: string
}

/** Says which app a request is for, or undefined to let the next resolver say. */
export type Resolver = (request: Request) => Resolution | undefined

/** By a header: `X-App-ID: notes`. Two such headers arrive joined by a comma, and so name no app. */
export function header(name = 'x-app-id'): Resolver {
  return ({ headers }) => {
    const slug = headers.get(name)
    return slug === null ? undefined : { slug }
  }
}

/** By the host's first label: `notes.example.com` for `subdomain('example.com')`. */
export function subdomain(domain: string): Resolver {
  const suffix = `.${domain.toLowerCase()}`
  return ({ headers }) => {
    const host = headers.get('host')?.replace(/:\d+$/, '').toLowerCase()
    if (!host?.endsWith(suffix)) return undefined
    const slug = host.slice(0, -suffix.length)
    return slug === '' || slug.includes('.') ? undefined : { slug }
  }
}

/** By the path's first segment, which the app does not see: `/notes/api/info`. */
export function pathPrefix(): Resolver {
  return ({ url }) => {
    const slug = /^[^:]+:\/\/[^/]+\/([a-z][a-z0-9-]*)(?=\/|$|\?)/.exec(url)?.[1]
    return slug === undefined ? undefined : { slug, prefix: `/${slug}` }
  }
}

/** By a query parameter: `?app=notes`. */
export function query(name = 'app'): Resolver {
  return ({ url }) => {
    const start = url.indexOf('?')
    if (start === -1) return undefined
    const slug = new URLSearchParams(url.slice(start)).get(name)
    return slug === null ? undefined : { slug }
  }
}

const factories = {
  header: (argument?: string) => header(argument),
  subdomain: (argument?: string) => {
    if (!argument) throw new TypeError('expected a domain: "subdomain:example.com"')
    return subdomain(argument)
  },
  path: () => pathPrefix(),
  query: (argument?: string) => query(argument),
}

/** Reads a chain such as `header,subdomain:example.com,path,query:app`. Throws a TypeError that says what is expected. */
export function parseRouting(text: string): Resolver[] {
  return text.split(',').map((part) => {
    const [kind = '', argument] = part.trim().split(':')
    if (!(kind in factories)) {
      throw new TypeError(
        `expected header, subdomain:<domain>, path or query, got ${JSON.stringify(part.trim())}`,
      )
    }
    return factories[kind as keyof typeof factories](argument) // `in` has just shown it
  })
}
