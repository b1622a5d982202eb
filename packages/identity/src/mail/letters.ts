import type { SendMail } from './mail.ts'
import { defaultTemplates, type Templates } from './templates.ts'

export interface LettersOptions {
  /** The app's name. */
  app: string
  publicUrl: string
  send: SendMail
  templates: Partial<Templates>
  pages: { resetPassword?: string; invitation?: string; signIn?: string }
}

interface Person {
  email: string
  name: string
}

/** The mails that identity sends, with their links. */
export interface Letters {
  verifyEmail(data: { user: Person; url: string }): Promise<void>
  resetPassword(data: { user: Person; url: string; token: string }): Promise<void>
  alreadySignedUp(data: { user: Person }): Promise<void>
  invitation(data: {
    id: string
    email: string
    organization: { name: string }
    inviter: { user: Person }
  }): Promise<void>
}

export function createLetters({ app, publicUrl, send, templates, pages }: LettersOptions): Letters {
  const { resetPassword = '/', invitation = '/', signIn = '/' } = pages
  const write = { ...defaultTemplates, ...templates }
  return {
    verifyEmail: ({ user: { email, name }, url }) =>
      send({ to: email, ...write.verifyEmail({ app, name, url }) }),
    resetPassword({ user: { email, name }, url, token }) {
      // Who asked named a page to come back to, or it is the app's own. Better Auth's way there has the token in its path,
      // which is logged.
      const page = new URL(url).searchParams.get('callbackURL') || publicUrl + resetPassword
      const link = new URL(page, publicUrl)
      link.searchParams.set('token', token)
      return send({ to: email, ...write.resetPassword({ app, name, url: link.href }) })
    },
    alreadySignedUp: ({ user: { email, name } }) =>
      send({ to: email, ...write.alreadySignedUp({ app, name, url: publicUrl + signIn }) }),
    invitation({ id, email, organization, inviter }) {
      const url = new URL(publicUrl + invitation)
      url.searchParams.set('invitation', id)
      const facts = { app, url: url.href, organization: organization.name, inviter: inviter.user.name }
      return send({ to: email, ...write.invitation(facts) })
    },
  }
}
