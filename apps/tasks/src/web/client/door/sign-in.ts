import { ApiError, post } from '../api.ts'
import { type Child, h } from '../page/dom.ts'
import { emailInput, field, form, passwordInput } from '../page/form.ts'

export function signIn(enter: () => void): Child[] {
  const fields = form(
    {
      submit: 'Sign in',
      async onSubmit(value) {
        await post('/auth/sign-in/email', { email: value('email'), password: value('password') }).catch(
          explain,
        )
        enter()
      },
      beside: [h('a', { href: '#/forgotten' }, 'Forgot your password?')],
    },
    field('E-mail', emailInput()),
    field('Password', passwordInput('current')),
  )
  return [fields, h('p', { class: 'other' }, 'No account yet? ', h('a', { href: '#/sign-up' }, 'Sign up'))]
}

function explain(error: unknown): never {
  if (error instanceof ApiError && error.code === 'EMAIL_NOT_VERIFIED')
    throw new Error('your e-mail address is not confirmed yet: open the link in the mail that we sent you')
  throw error
}
