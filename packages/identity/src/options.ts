import type { Declaration } from '@repo/multiapp'
import type { BetterAuthOptions } from 'better-auth'
import type { DeletionHooks } from './deletion.ts'
import type { Limits } from './limits/limits.ts'
import type { SendMail } from './mail/mail.ts'
import type { Templates } from './mail/templates.ts'
import type { RoleOptions } from './organizations/organizations.ts'

/** What an app says of its people; all of it has a default. */
export interface IdentityOptions<D extends Declaration = Declaration>
  extends DeletionHooks<D>,
    RoleOptions<D> {
  /** Whether an e-mail has to be proven before its first sign-in. Default: in production, yes. */
  requireVerification?: boolean
  /** OAuth providers, as Better Auth takes them. Their callbacks are `<public URL>/auth/callback/<provider>`. */
  socialProviders?: NonNullable<BetterAuthOptions['socialProviders']>
  /** Better Auth's plugins, beside that of organizations. Their tables are for the app to declare. */
  plugins?: NonNullable<BetterAuthOptions['plugins']>
  /** The app's own pages, as paths, that mails lead to. Default: `/`, with `?token=` or `?invitation=`. */
  pages?: { resetPassword?: string; invitation?: string; signIn?: string }
  /** Sends mail in another way than by SMTP_URL. */
  mail?: SendMail
  templates?: Partial<Templates>
  limits?: Partial<Limits>
}
