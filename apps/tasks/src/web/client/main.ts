import { onSessionEnd } from './api.ts'
import { door } from './door/door.ts'
import { newPassword } from './door/password.ts'
import { byId, focusHeading } from './page/dom.ts'
import { attempt } from './page/notices.ts'
import { parameter, takeParameter } from './page/route.ts'
import { readMe } from './session.ts'
import { invitation } from './team/invitation.ts'
import { listOrganizations } from './team/organizations.ts'
import { readTeam } from './team/team.ts'
import { welcome } from './team/welcome.ts'
import { workspace } from './work/workspace.ts'

const root = byId('app')
let life = new AbortController()

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
  onSessionEnd(enter, signal)
  const invitationId = parameter('invitation')
  if (invitationId !== undefined) return invitation(invitationId, me, enter)
  const team = await readTeam(me)
  if (!team) return welcome(me, await listOrganizations(), enter)
  return workspace(team, enter, signal)
}

function show(view: HTMLElement): void {
  root.replaceChildren(view)
  focusHeading(view)
}
