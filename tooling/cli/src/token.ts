import { completeEnvironment } from '@repo/devdb'
import { type AnyAppBackend, appIssuer, createIssuer, type KeySource, readEnv } from '@repo/multiapp'
import { type Command, InvalidArgumentError } from 'commander'
import { examples } from './examples.ts'
import { Failure, wrongUsage } from './failure.ts'
import { toCount } from './options.ts'
import { loadRepository } from './repository.ts'

interface TokenOptions {
  app: string
  user?: string
  org?: string
  role?: string
  permissions?: string[]
  ttl: number
}

export function addToken(program: Command): void {
  program
    .command('token')
    .description("print an access token, for development's requests")
    .requiredOption('--app <slug>', 'whose token')
    .option('--user <uuid>', 'the principal; a random one by default', toUuid)
    .option('--org <uuid>', 'the organization', toUuid)
    .option('--role <role>', 'one of the roles that the app declares')
    .option('--permissions <list>', "permissions beyond the role's, comma separated", toList)
    .option('--ttl <seconds>', 'how long it is good', toCount, 900)
    .addHelpText(
      'after',
      examples(
        'bun kit token --app links --permissions links:read,links:write',
        'curl -H "authorization: Bearer $(bun kit token --app links --permissions links:read)" …',
      ),
    )
    .action(printToken)
}

async function printToken({ app: slug, user, org, role, permissions, ttl }: TokenOptions): Promise<void> {
  completeEnvironment()
  if (process.env.NODE_ENV === 'production')
    throw new Failure('in production people sign in: this command makes anybody of anybody')
  const { apps, pickOne } = await loadRepository()
  const app = pickOne(slug)
  assertDeclared(app, role, permissions)
  const issuer = createIssuer(appIssuer(slug, readKeys(apps.map((each) => each.slug))))
  const subject = {
    id: user ?? crypto.randomUUID(),
    ...(org !== undefined && { organizationId: org }),
    ...(role !== undefined && { role }),
    ...(permissions && { permissions }),
  }
  console.log(await issuer.issueAccess(subject, { ttlSeconds: ttl }))
}

function readKeys(slugs: readonly string[]): KeySource {
  const { authKeys } = readEnv(slugs, process.env, { needsDatabase: false })
  if (!authKeys) throw new Failure('there are no keys to sign with: set AUTH_SECRET')
  return authKeys
}

function assertDeclared(
  { slug, roles }: AnyAppBackend,
  role?: string,
  permissions: readonly string[] = [],
): void {
  const known = Object.keys(roles)
  if (role !== undefined && !known.includes(role)) throw notDeclared(slug, 'role', role, known)
  const grantable = new Set<string>(Object.values<readonly string[]>(roles).flat())
  grantable.delete('*')
  for (const permission of permissions) {
    if (!grantable.has(permission)) throw notDeclared(slug, 'permission', permission, [...grantable])
  }
}

function notDeclared(slug: string, kind: string, name: string, known: readonly string[]): Failure {
  const there = known.length > 0 ? `it has ${[...known].sort().join(', ')}` : 'it has none'
  return wrongUsage(`app "${slug}" declares no ${kind} "${name}": ${there}`)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function toUuid(text: string): string {
  if (!uuid.test(text)) throw new InvalidArgumentError('expected a UUID')
  return text.toLowerCase()
}

function toList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
