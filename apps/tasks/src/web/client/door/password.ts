import { post } from '../api.ts'
import { type Child, h } from '../page/dom.ts'
import { emailInput, field, form, passwordInput } from '../page/form.ts'
import { notice } from '../page/notices.ts'
import { framed } from './frame.ts'

export function forgotten(): Child[] {
  const done = h('p', { class: 'banner', role: 'status' })
  const fields = form(
    {
      submit: 'Send a link',
      async onSubmit(value) {
        await post('/auth/request-password-reset', { email: value('email') })
        fields.hidden = true
        done.textContent = `If ${value('email')} has an account here, a mail with a link is on its way to it.`
      },
    },
    field('E-mail', emailInput(), 'We send you a link by which you choose a new password.'),
  )
  return [done, fields, h('p', { class: 'other' }, h('a', { href: '#/' }, 'Back to signing in'))]
}

/** For whoever comes by the link of a mail, which brings the token. */
export function newPassword(token: string, done: () => void): HTMLElement {
  const fields = form(
    {
      submit: 'Set the password',
      async onSubmit(value) {
        await post('/auth/reset-password', { newPassword: value('password'), token })
        done()
        notice('Your password is changed. Sign in with the new one.')
      },
      beside: [h('button', { type: 'button', class: 'link', onclick: done }, 'Cancel')],
    },
    field('New password', passwordInput('new'), 'At least 8 characters. All your sessions end.'),
  )
  return framed('Choose a new password', [fields])
}
