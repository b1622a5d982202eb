/** The compose file, from the repository's root. */
export const composeFile = 'docker/compose.yaml'

/**
 * The text of the compose file with one more app: alone behind the gateway, and with its public address at the host. What
 * people have made of the file stays; where they have taken a part out of it, nothing comes in.
 */
export function withAppService(text: string, slug: string): string {
  const { services, slugs } = readServices(text)
  if (slugs.includes(slug)) return text
  const gateway = services.findIndex((service) => service.startsWith('  gateway:\n'))
  const before = services.findLastIndex((service) => (slugOf(service) ?? '~') < slug)
  if (gateway !== -1) services.splice(Math.max(before, gateway) + 1, 0, appService(slug))
  return write(services, [...slugs, slug].sort(), (urls) => [...urls, publicUrl(slug, 3000)].sort())
}

/** The text without an app. */
export function withoutAppService(text: string, slug: string): string {
  const { services, slugs } = readServices(text)
  const start = `      ${variable('PUBLIC_URL', slug)}:`
  return write(
    services.filter((service) => slugOf(service) !== slug),
    slugs.filter((other) => other !== slug),
    (urls) => urls.filter((line) => !line.startsWith(start)),
  )
}

/** The apps that have a service of their own. */
export function appServices(text: string): string[] {
  return readServices(text).slugs
}

// A service is what stands between two empty lines.
function readServices(text: string): { services: string[]; slugs: string[] } {
  const services = text.split('\n\n')
  return { services, slugs: services.flatMap((service) => slugOf(service) ?? []) }
}

function slugOf(service: string): string | undefined {
  return /^ {2}app-([a-z0-9-]+):$/m.exec(service)?.[1]
}

function write(services: string[], slugs: string[], change: (urls: string[]) => string[]): string {
  return services
    .map((service) => (service.startsWith('  host:\n') ? withPublicUrls(service, change) : service))
    .join('\n\n')
    .replace(/^( +GATEWAY_APPS:).*$/m, (_, name: string) => `${name} ${slugs.join('|') || '""'}`)
}

// They are the last of the host's variables.
function withPublicUrls(service: string, change: (urls: string[]) => string[]): string {
  const lines = service.split('\n')
  const isUrl = (line: string) => line.startsWith('      PUBLIC_URL_')
  const others = lines.filter((line) => !isUrl(line))
  const last = others.findLastIndex((line) => /^ {6}[A-Z<]/.test(line))
  if (last === -1) return service
  return others.toSpliced(last + 1, 0, ...change(lines.filter(isUrl))).join('\n')
}

function publicUrl(slug: string, port: number): string {
  const name = variable('PUBLIC_URL', slug)
  return `      ${name}: \${${name}:-http://${slug}.localhost:${port}}`
}

function appService(slug: string): string {
  return `  app-${slug}:
    <<: *serving
    profiles: [single]
    image: \${IMAGE_PREFIX:-kit-}${slug}:\${IMAGE_TAG:-latest}
    build: { <<: *build, args: { APP: ${slug} } }
    environment:
      <<: *environment
      TRUSTED_PROXIES: "1"
${publicUrl(slug, 8080)}`
}

function variable(prefix: string, slug: string): string {
  return `${prefix}_${slug.toUpperCase().replaceAll('-', '_')}`
}
