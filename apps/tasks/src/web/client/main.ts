import { onRefusal } from './api.ts'
import { door } from './door/door.ts'
import { newPassword } from './door/password.ts'
import { byId, focusHeading } from './page/dom.ts'
import { attempt, complain } from './page/notices.ts'
import { parameter, takeParameter } from './page/route.ts'
import { isStill, readMe } from './session.ts'
import { invitation } from './team/invitation.ts'
import { listOrganizations } from './team/organizations.ts'
import { readTeam } from './team/team.ts'
import { welcome } from './team/welcome.ts'
import type { Me } from './types.ts'
import { workspace } from './work/workspace.ts'

const root = byId('app')
let life = new AbortController()

// Better Auth leads back with it from a link that is not good any more.
if (takeParameter('error') !== undefined)
  complain(new Error('this link is not good any more: ask for another one'))
const resetToken = takeParameter('token')
if (resetToken === undefined) void enter()
else show(newPassword(resetToken, () => void enter()))

/** Shows what there is for whoever is here: from the beginning, and whenever that may be somebody else. */
function enter(): Promise<void> {
  life.abort()
  life = new AbortController()
  const { signal } = life
  return attempt(async () => {
    const view = await viewFor(signal)
    if (!signal.aborted) show(view)
  })
}

async function viewFor(signal: AbortSignal): Promise<HTMLElement> {
  const me = await readMe()
  if (!me) return door(enter, signal)
  const recheck = createRecheck(me, signal)
  onRefusal(recheck, signal)
  const invitationId = parameter('invitation')
  if (invitationId !== undefined) return invitation(invitationId, me, enter)
  const team = await readTeam(me)
  if (!team) return welcome(me, await listOrganizations(), enter)
  return workspace({ team, enter, recheck }, signal)
}

/** Begins anew if it is somebody else by now, or with other rights. Asking may be refused, which is no reason to ask. */
function createRecheck(me: Me, signal: AbortSignal): () => Promise<void> {
  let underWay: Promise<void> | undefined
  const check = async () => {
    if (!(await isStill(me)) && !signal.aborted) await enter()
  }
  return () => {
    underWay ??= attempt(check).finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

function show(view: HTMLElement): void {
  root.replaceChildren(view)
  focusHeading(view)
}
