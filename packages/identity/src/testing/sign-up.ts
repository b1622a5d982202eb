import type { CookieClient, ServedApp } from '@repo/multiapp/testing'

export interface SignUpOptions {
  name?: string
  /** Default: one that nobody has. */
  email?: string
  password?: string
}

/** Somebody with an account, who is signed in by a cookie where no e-mail has to be proven first. */
export interface SignedUp extends CookieClient {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Signs somebody up as a page would. */
export async function signUp(
  app: Pick<ServedApp, 'withCookies'>,
  {
    name = 'Somebody',
    email = `${crypto.randomUUID()}@example.com`,
    password = 'correct horse battery',
  }: SignUpOptions = {},
): Promise<SignedUp> {
  const client = app.withCookies()
  const { user } = await client
    .post('/auth/sign-up/email', { name, email, password })
    .json<{ user: { id: string } }>()
  return { ...client, id: user.id, name, email, password }
}
