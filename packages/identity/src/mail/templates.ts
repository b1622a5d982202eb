/** What a mail says. */
export interface Content {
  subject: string
  text: string
  html: string
}

export interface LinkFacts {
  /** The app's name. */
  app: string
  /** What to open. */
  url: string
  /** Whom it is for. */
  name: string
}

export interface InvitationFacts extends Omit<LinkFacts, 'name'> {
  organization: string
  inviter: string
}

/** One function for each mail. Another one takes its place by the option `templates`. */
export interface Templates {
  verifyEmail(facts: LinkFacts): Content
  resetPassword(facts: LinkFacts): Content
  /** To somebody who has an account, and whose address was used to sign up. */
  alreadySignedUp(facts: LinkFacts): Content
  invitation(facts: InvitationFacts): Content
}

export const defaultTemplates: Templates = {
  verifyEmail: ({ app, name, url }) =>
    letter(`Confirm your e-mail for ${app}`, [
      `Hello ${name},`,
      `open this link to confirm that this is your e-mail address. If you did not sign up for ${app}, ignore this mail.`,
      { url, label: 'Confirm' },
    ]),
  resetPassword: ({ app, name, url }) =>
    letter(`A new password for ${app}`, [
      `Hello ${name},`,
      'open this link within an hour to choose a new password. If you did not ask for it, ignore this mail: nothing has changed.',
      { url, label: 'Choose a password' },
    ]),
  alreadySignedUp: ({ app, name, url }) =>
    letter(`You have an account at ${app}`, [
      `Hello ${name},`,
      `somebody signed up for ${app} with this e-mail address, which has an account. Was it you, sign in; the password can be reset there. Was it not, ignore this mail.`,
      { url, label: 'Sign in' },
    ]),
  invitation: ({ app, organization, inviter, url }) =>
    letter(`${inviter} invites you to ${organization}`, [
      `${inviter} invites you to join ${organization} on ${app}.`,
      { url, label: 'See the invitation' },
    ]),
}

type Part = string | { url: string; label: string }

// What people call themselves is in one line: with a line break in it a name would begin another header, or paragraphs that
// seem to be the app's.
function letter(manyLined: string, written: readonly Part[]): Content {
  const subject = inOneLine(manyLined)
  const parts = written.map((part) => (typeof part === 'string' ? inOneLine(part) : part))
  const text = parts.map((part) => (typeof part === 'string' ? part : part.url)).join('\n\n')
  const html = parts.map((part) =>
    typeof part === 'string'
      ? `<p>${Bun.escapeHTML(part)}</p>`
      : `<p><a href="${Bun.escapeHTML(part.url)}">${Bun.escapeHTML(part.label)}</a></p><p>${Bun.escapeHTML(part.url)}</p>`,
  )
  return {
    subject,
    text,
    html: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${Bun.escapeHTML(subject)}</title>\n<body style="font: 1rem/1.5 system-ui, sans-serif">\n${html.join('\n')}\n</body>\n</html>\n`,
  }
}

function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}
