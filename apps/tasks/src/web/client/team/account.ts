import { post } from '../api.ts'
import { openDialog } from '../page/dialog.ts'
import { h } from '../page/dom.ts'
import { accountInput, field, form, passwordInput } from '../page/form.ts'
import { notice } from '../page/notices.ts'
import { setTitle } from '../page/route.ts'
import type { Me } from '../types.ts'
import type { Team } from './team.ts'

/** Somebody's own account. `leave` is called when there is none any more. */
export function accountView({ me }: Team, leave: () => void): HTMLElement {
  setTitle('Your account')
  const change = form(
    {
      submit: 'Change',
      async onSubmit(value) {
        const passwords = { currentPassword: value('current'), newPassword: value('password') }
        await post('/auth/change-password', { ...passwords, revokeOtherSessions: true })
        change.reset()
        notice('Your password is changed. Your other sessions have ended.')
      },
    },
    accountInput(me.email),
    field('Current password', passwordInput('current', 'current')),
    field('New password', passwordInput('new'), 'At least 8 characters.'),
  )
  const away = h(
    'button',
    { type: 'button', class: 'danger', onclick: () => deleting(me, leave) },
    'Delete your account',
  )
  return h(
    'div',
    { class: 'view narrow' },
    h(
      'header',
      { class: 'view-head' },
      h(
        'div',
        {},
        h('h1', { tabindex: -1 }, 'Your account'),
        h('p', { class: 'hint' }, `${me.name} · ${me.email}`),
      ),
    ),
    h(
      'section',
      { class: 'panel', 'aria-labelledby': 'password' },
      h('h2', { id: 'password' }, 'Password'),
      change,
    ),
    h('div', { class: 'leaving' }, away),
  )
}

function deleting({ email }: Me, leave: () => void): void {
  openDialog(
    'Delete your account?',
    ({ close }) => [
      form(
        {
          submit: 'Delete it',
          isFinal: true,
          async onSubmit(value) {
            await post('/auth/delete-user', { password: value('password') })
            close()
            leave()
          },
          beside: [h('button', { type: 'button', onclick: close }, 'Cancel')],
        },
        h(
          'p',
          {},
          'There is no way back. Organizations that are yours alone go along, with all that is in them.',
        ),
        accountInput(email),
        field('Your password', passwordInput('current')),
      ),
    ],
    'small',
  )
}
