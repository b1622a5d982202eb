import { randomBytes } from 'node:crypto'
import { type AppDatabase, AppError, type Authenticator, type Dependencies } from '@repo/multiapp'
import { sessionAuthenticator } from './auth/authenticator.ts'
import { type BetterAuth, createAuth } from './auth/better-auth.ts'
import { evenAnswers } from './auth/even-answers.ts'
import { mountAuth } from './auth/mount.ts'
import { createSessionCookie } from './auth/session-cookie.ts'
import { createSignedInReader } from './auth/signed-in.ts'
import { createBackground } from './background.ts'
import { createDeletion, type Deletion } from './deletion.ts'
import type { IdentityDeclaration, IdentityTables } from './identity-tables.ts'
import { createLimiter } from './limits/limits.ts'
import { createLetters } from './mail/letters.ts'
import { createMail, type SendMail } from './mail/mail.ts'
import type { IdentityOptions } from './options.ts'
import { organizations } from './organizations/organizations.ts'
import { createPeople, type People } from './people.ts'
import { identityRoutes } from './routes.ts'
import { createExchange } from './tokens.ts'

/** An app's people: who may sign in, how, and into which organizations. */
export interface Identity<D extends IdentityDeclaration = IdentityDeclaration> extends Deletion, People {
  /** `/auth`, for the app's routes to use. */
  readonly routes: ReturnType<typeof identityRoutes>
  readonly authenticator: Authenticator<D>
  /** Better Auth itself: `auth.api` is its server side. */
  readonly auth: BetterAuth
  /** Resolves when the mails under way are sent: for the app's `onShutdown`. */
  close(): Promise<void>
}

type IdentityDependencies<D extends IdentityDeclaration> = Omit<Dependencies<D>, 'plugin'>

// `auth`, `routes` and the hooks of one registration have their `deps` from one place, and share what is made of them.
const made = new WeakMap<object, unknown>()

/**
 * An app's identity, the same at every call with the `deps` of one registration. Throws a TypeError that says what the
 * environment lacks: PUBLIC_URL_<SLUG>, or SMTP_URL where an e-mail has to be proven.
 *
 * @example const peopleOf = (deps: Omit<typeof tasksApp.deps, 'plugin'>) => createIdentity(deps, { onUserDeleted })
 */
export function createIdentity<D extends IdentityDeclaration>(
  deps: IdentityDependencies<D>,
  options: IdentityOptions<D> = {},
): Identity<D> {
  const known = made.get(deps.db)
  if (known) return known as Identity<D> // made below, of the same registration
  const identity = assemble(deps, options)
  made.set(deps.db, identity)
  return identity
}

/** The authenticator of an app's identity: put it before `bearer(deps.tokens)`. */
export function identity<D extends IdentityDeclaration>({ authenticator }: Identity<D>): Authenticator<D> {
  return authenticator
}

function assemble<D extends IdentityDeclaration>(
  deps: IdentityDependencies<D>,
  options: IdentityOptions<D>,
): Identity<D> {
  const { app, config, logger, tokens, sessions } = deps
  const { requireVerification = config.isProduction, creatorRole = 'owner', plugins = [] } = options
  const { secure } = sessions
  const secrets = deps.deriveSecrets('identity', 32).map((bytes) => bytes.toString('hex'))
  const isServed = secrets.length > 0
  const publicUrl = config.publicUrl ?? nowhere(isServed, config.slug)
  const origins = [new URL(publicUrl).origin, ...sessions.origins]
  const send =
    options.mail ?? createMail(config, logger) ?? noMail(isServed && requireVerification, config.slug)
  const db = deps.db as unknown as AppDatabase<IdentityTables> // the same database, of which only these tables are used here

  const revokeFamily = (family: string) => tokens.revokeFamily(family)
  const deletion = createDeletion<D>({ ...options, db: deps.db, creatorRole, revokeFamily })
  const background = createBackground(logger)
  const letters = createLetters({
    app: app.name,
    publicUrl,
    send,
    templates: options.templates ?? {},
    pages: options.pages ?? {},
  })
  const cookiePrefix = `${secure ? '__Host-' : ''}${config.slug}`
  const cookie = createSessionCookie({ prefix: cookiePrefix, secrets })
  const people = createSignedInReader(db)
  const auth = createAuth({
    app: app.name,
    db,
    tables: db._.fullSchema,
    logger,
    // Nobody is served: it is only to be seen what there would be.
    secret: secrets[0] ?? randomBytes(32).toString('hex'),
    publicUrl,
    origins,
    cookiePrefix,
    secureCookies: secure,
    requireVerification,
    letters,
    limiter: createLimiter(deps.strict, options.limits),
    deletion,
    isSignedIn: async (headers) => {
      const token = cookie.read(headers)
      return token !== undefined && people.has(token)
    },
    emailOf: async (headers) => {
      const token = cookie.read(headers)
      return token === undefined ? undefined : people.emailOf(token)
    },
    revokeFamily,
    creatorRole,
    inBackground: background.run,
    socialProviders: options.socialProviders ?? {},
    plugins: [
      organizations<D>({
        ...options,
        app,
        requireVerification,
        sendInvitation: async (data) => background.run(letters.invitation(data)),
        beforeDelete: deletion.deleteOrganization,
        roleOf: people.roleOf,
      }),
      ...plugins,
    ],
  })
  const bearers = { app, cookie, people, origins, secure }
  const handle = mountAuth({ auth, publicUrl, cookie })

  return {
    auth,
    authenticator: sessionAuthenticator<D>(bearers),
    routes: identityRoutes({
      slug: config.slug,
      handle: isServed ? handle : refuse,
      evenly: evenAnswers(requireVerification),
      exchange: createExchange<D>({ ...bearers, tokens }),
    }),
    ...deletion,
    ...createPeople(db),
    close: background.idle,
  }
}

function nowhere(isServed: boolean, slug: string): string {
  const name = `PUBLIC_URL_${slug.toUpperCase().replaceAll('-', '_')}`
  if (isServed)
    throw new TypeError(`app "${slug}": set ${name}: links, callbacks and cookies are of that address`)
  return 'http://localhost'
}

function noMail(isNeeded: boolean, slug: string): SendMail {
  if (isNeeded) throw new TypeError(`app "${slug}": set SMTP_URL: an e-mail is proven by a mail to it`)
  return async () => {
    throw new Error('no mail is sent: set SMTP_URL')
  }
}

async function refuse(): Promise<Response> {
  throw new AppError('APP_UNAVAILABLE', { message: 'nobody can sign in here: this server has no keys' })
}
