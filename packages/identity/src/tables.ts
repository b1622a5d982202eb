import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

const id = () => uuid().primaryKey().default(sql`gen_random_uuid()`)
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const stamp = (name: string) => moment(name).notNull().default(sql`now()`)

/** Somebody who signs in. The same e-mail in two apps is two people. */
export const user = pgTable('user', {
  id: id(),
  name: text().notNull(),
  /** In lower case. */
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text(),
  createdAt: stamp('created_at'),
  updatedAt: stamp('updated_at'),
})

/** A team: what row-level security isolates. */
export const organization = pgTable('organization', {
  id: id(),
  name: text().notNull(),
  slug: text().notNull().unique(),
  logo: text(),
  metadata: text(),
  createdAt: stamp('created_at'),
})

/** A browser that somebody is signed in with. */
export const session = pgTable(
  'session',
  {
    id: id(),
    token: text().notNull().unique(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    activeOrganizationId: uuid('active_organization_id').references(() => organization.id, {
      onDelete: 'set null',
    }),
    /** What all tokens that were issued for this session share. A new one where they must not go on. */
    tokenFamily: uuid('token_family').notNull().default(sql`gen_random_uuid()`),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    expiresAt: moment('expires_at').notNull(),
    createdAt: stamp('created_at'),
    updatedAt: stamp('updated_at'),
  },
  (table) => [
    index('session_user').on(table.userId),
    index('session_organization').on(table.activeOrganizationId),
    uniqueIndex('session_token_family').on(table.tokenFamily),
  ],
)

/** A way to sign in: a password, or another provider's account. */
export const account = pgTable(
  'account',
  {
    id: id(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: moment('access_token_expires_at'),
    refreshTokenExpiresAt: moment('refresh_token_expires_at'),
    scope: text(),
    /** Its hash. */
    password: text(),
    createdAt: stamp('created_at'),
    updatedAt: stamp('updated_at'),
  },
  (table) => [
    index('account_user').on(table.userId),
    uniqueIndex('account_of_provider').on(table.providerId, table.accountId),
  ],
)

/** What was sent to prove something, such as a mail's address, until it is used or has expired. */
export const verification = pgTable(
  'verification',
  {
    id: id(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: stamp('created_at'),
    updatedAt: stamp('updated_at'),
  },
  (table) => [index('verification_identifier').on(table.identifier)],
)

/** Who belongs to an organization, and as what. */
export const member = pgTable(
  'member',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    /** One that the app declares. */
    role: text().notNull(),
    createdAt: stamp('created_at'),
  },
  (table) => [
    // A constraint and not an index only: an app's foreign key may say that somebody is a member.
    unique('member_once').on(table.userId, table.organizationId),
    index('member_organization').on(table.organizationId),
  ],
)

/** An organization's offer to whoever has this e-mail. */
export const invitation = pgTable(
  'invitation',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    role: text(),
    status: text().notNull().default('pending'),
    expiresAt: moment('expires_at').notNull(),
    createdAt: stamp('created_at'),
    inviterId: uuid('inviter_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
  },
  (table) => [
    index('invitation_organization').on(table.organizationId),
    index('invitation_email').on(table.email),
    index('invitation_inviter').on(table.inviterId),
  ],
)
