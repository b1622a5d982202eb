import { post } from '../api.ts'
import { type Child, h } from '../page/dom.ts'
import { emailInput, field, form, passwordInput } from '../page/form.ts'

export function signUp(enter: () => void): Child[] {
  const done = h('p', { class: 'banner', role: 'status' })
  const fields = form(
    {
      submit: 'Sign up',
      async onSubmit(value) {
        const person = { name: value('name'), email: value('email'), password: value('password') }
        const { token } = await post<{ token: string | null }>('/auth/sign-up/email', person)
        if (token !== null) return enter()
        // The address has to be proven first.
        fields.hidden = true
        done.textContent = `Almost there: open the link in the mail to ${person.email}, then sign in.`
      },
    },
    field('Name', h('input', { name: 'name', required: true, autocomplete: 'name', maxlength: 200 })),
    field('E-mail', emailInput()),
    field('Password', passwordInput('new'), 'At least 8 characters.'),
  )
  const other = h('p', { class: 'other' }, 'You have an account? ', h('a', { href: '#/' }, 'Sign in'))
  return [done, fields, other]
}
