export type { BetterAuth } from './auth/better-auth.ts'
export type { DeletionHooks } from './deletion.ts'
export { createIdentity, type Identity, identity } from './identity.ts'
export {
  type IdentityDeclaration,
  type IdentityTables,
  identityExempt,
  identityTables,
} from './identity-tables.ts'
export { defaultLimits, type Limits } from './limits/limits.ts'
export { createMail, type Mail, type SendMail } from './mail/mail.ts'
export {
  type Content,
  defaultTemplates,
  type InvitationFacts,
  type LinkFacts,
  type Templates,
} from './mail/templates.ts'
export type { IdentityOptions } from './options.ts'
export { hashPassword, verifyPassword } from './password/password.ts'
export type { NewOrganization, NewPerson, People } from './people.ts'
