import { type Child, h } from '../page/dom.ts'
import { onRoute, parameter } from '../page/route.ts'
import { createFrame } from './frame.ts'
import { forgotten } from './password.ts'
import { signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'

interface View {
  title: string
  content(enter: () => void): Child[]
}

const start: View = { title: 'Sign in', content: signIn }
const views: Record<string, View> = {
  'sign-up': { title: 'Sign up', content: signUp },
  forgotten: { title: 'Forgot your password?', content: forgotten },
}

/** For whoever is not signed in. `enter` is called for who is. */
export function door(enter: () => void, life: AbortSignal): HTMLElement {
  const { element, show } = createFrame()
  onRoute(([name = '']) => {
    const { title, content } = views[name] ?? start
    show(title, [parameter('invitation') !== undefined && invited(), ...content(enter)])
  }, life)
  return element
}

function invited(): HTMLElement {
  const text =
    'You are invited to a team. Sign in, or sign up, with the e-mail address that the invitation came to.'
  return h('p', { class: 'banner' }, text)
}
