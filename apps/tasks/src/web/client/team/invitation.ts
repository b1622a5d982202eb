import { get, post } from '../api.ts'
import { framed } from '../door/frame.ts'
import { type Child, h } from '../page/dom.ts'
import { attempt, notice, sentence } from '../page/notices.ts'
import { takeParameter } from '../page/route.ts'
import { signOut } from '../session.ts'
import type { Me } from '../types.ts'
import { withArticle } from './roles.ts'

interface Offer {
  organizationName: string
  inviterEmail: string
  role: string
}

/** For whoever is signed in and comes by the link of an invitation. `enter` is called when it is answered. */
export async function invitation(id: string, me: Me, enter: () => void): Promise<HTMLElement> {
  const [title, content] = await get<Offer>(
    `/auth/organization/get-invitation?id=${encodeURIComponent(id)}`,
  ).then(
    (offer): [string, Child[]] => [`Join ${offer.organizationName}?`, accepting(id, offer, enter)],
    (error): [string, Child[]] => ['This invitation is not for you', refused(error, me, enter)],
  )
  return framed(title, content)
}

function accepting(invitationId: string, offer: Offer, enter: () => void): Child[] {
  const answer = (verb: 'accept' | 'reject') =>
    attempt(async () => {
      await post(`/auth/organization/${verb}-invitation`, { invitationId })
      takeParameter('invitation')
      enter()
      if (verb === 'accept') notice(`You are in ${offer.organizationName}.`)
    })
  return [
    h('p', {}, `${offer.inviterEmail} invites you as ${withArticle(offer.role)}.`),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'primary', onclick: () => answer('accept') }, 'Join'),
      h('button', { type: 'button', onclick: () => answer('reject') }, 'Decline'),
    ),
  ]
}

function refused(error: unknown, me: Me, enter: () => void): Child[] {
  const skip = () => {
    takeParameter('invitation')
    enter()
  }
  return [
    h('p', {}, `${sentence(error)} You are signed in as ${me.email}.`),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'primary', onclick: skip }, 'Go on'),
      h('button', { type: 'button', onclick: () => attempt(signOut).then(enter) }, 'Use another account'),
    ),
  ]
}
