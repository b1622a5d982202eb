// Text imports of TypeScript: tsc would follow them into code that is checked with a browser's types, so it sees
// sources.d.ts instead.

import api from './client/api.ts' with { type: 'text' }
import doorDoor from './client/door/door.ts' with { type: 'text' }
import doorFrame from './client/door/frame.ts' with { type: 'text' }
import doorPassword from './client/door/password.ts' with { type: 'text' }
import doorSignIn from './client/door/sign-in.ts' with { type: 'text' }
import doorSignUp from './client/door/sign-up.ts' with { type: 'text' }
import icon from './client/icon.svg' with { type: 'text' }
import html from './client/index.html' with { type: 'text' }
import main from './client/main.ts' with { type: 'text' }
import pageCell from './client/page/cell.ts' with { type: 'text' }
import pageDialog from './client/page/dialog.ts' with { type: 'text' }
import pageDom from './client/page/dom.ts' with { type: 'text' }
import pageForm from './client/page/form.ts' with { type: 'text' }
import pageIcons from './client/page/icons.ts' with { type: 'text' }
import pageNotices from './client/page/notices.ts' with { type: 'text' }
import pageRoute from './client/page/route.ts' with { type: 'text' }
import pageRows from './client/page/rows.ts' with { type: 'text' }
import session from './client/session.ts' with { type: 'text' }
import baseCss from './client/styles/base.css' with { type: 'text' }
import boardCss from './client/styles/board.css' with { type: 'text' }
import dialogCss from './client/styles/dialog.css' with { type: 'text' }
import doorCss from './client/styles/door.css' with { type: 'text' }
import formsCss from './client/styles/forms.css' with { type: 'text' }
import motionCss from './client/styles/motion.css' with { type: 'text' }
import peopleCss from './client/styles/people.css' with { type: 'text' }
import shellCss from './client/styles/shell.css' with { type: 'text' }
import tokensCss from './client/styles/tokens.css' with { type: 'text' }
import teamAccount from './client/team/account.ts' with { type: 'text' }
import teamAvatar from './client/team/avatar.ts' with { type: 'text' }
import teamInvitation from './client/team/invitation.ts' with { type: 'text' }
import teamInvitations from './client/team/invitations.ts' with { type: 'text' }
import teamMembers from './client/team/members.ts' with { type: 'text' }
import teamNewOrganization from './client/team/new-organization.ts' with { type: 'text' }
import teamOrganizations from './client/team/organizations.ts' with { type: 'text' }
import teamRoles from './client/team/roles.ts' with { type: 'text' }
import teamTeam from './client/team/team.ts' with { type: 'text' }
import teamWelcome from './client/team/welcome.ts' with { type: 'text' }
import workBoard from './client/work/board.ts' with { type: 'text' }
import workCard from './client/work/card.ts' with { type: 'text' }
import workChanges from './client/work/changes.ts' with { type: 'text' }
import workComments from './client/work/comments.ts' with { type: 'text' }
import workConflict from './client/work/conflict.ts' with { type: 'text' }
import workDays from './client/work/days.ts' with { type: 'text' }
import workDrag from './client/work/drag.ts' with { type: 'text' }
import workEmptyView from './client/work/empty-view.ts' with { type: 'text' }
import workHeader from './client/work/header.ts' with { type: 'text' }
import workMoving from './client/work/moving.ts' with { type: 'text' }
import workPages from './client/work/pages.ts' with { type: 'text' }
import workProjectList from './client/work/project-list.ts' with { type: 'text' }
import workProjectNews from './client/work/project-news.ts' with { type: 'text' }
import workProjectStore from './client/work/project-store.ts' with { type: 'text' }
import workProjectView from './client/work/project-view.ts' with { type: 'text' }
import workStatuses from './client/work/statuses.ts' with { type: 'text' }
import workTaskDialog from './client/work/task-dialog.ts' with { type: 'text' }
import workTaskForm from './client/work/task-form.ts' with { type: 'text' }
import workTaskNews from './client/work/task-news.ts' with { type: 'text' }
import workTaskStore from './client/work/task-store.ts' with { type: 'text' }
import workWorkspace from './client/work/workspace.ts' with { type: 'text' }

/** The page's modules by their paths: its script begins with `main.ts`. */
export const modules = {
  'api.ts': api,
  'door/door.ts': doorDoor,
  'door/frame.ts': doorFrame,
  'door/password.ts': doorPassword,
  'door/sign-in.ts': doorSignIn,
  'door/sign-up.ts': doorSignUp,
  'main.ts': main,
  'page/cell.ts': pageCell,
  'page/dialog.ts': pageDialog,
  'page/dom.ts': pageDom,
  'page/form.ts': pageForm,
  'page/icons.ts': pageIcons,
  'page/notices.ts': pageNotices,
  'page/route.ts': pageRoute,
  'page/rows.ts': pageRows,
  'session.ts': session,
  'team/account.ts': teamAccount,
  'team/avatar.ts': teamAvatar,
  'team/invitation.ts': teamInvitation,
  'team/invitations.ts': teamInvitations,
  'team/members.ts': teamMembers,
  'team/new-organization.ts': teamNewOrganization,
  'team/organizations.ts': teamOrganizations,
  'team/roles.ts': teamRoles,
  'team/team.ts': teamTeam,
  'team/welcome.ts': teamWelcome,
  'work/board.ts': workBoard,
  'work/card.ts': workCard,
  'work/changes.ts': workChanges,
  'work/comments.ts': workComments,
  'work/conflict.ts': workConflict,
  'work/days.ts': workDays,
  'work/drag.ts': workDrag,
  'work/empty-view.ts': workEmptyView,
  'work/header.ts': workHeader,
  'work/moving.ts': workMoving,
  'work/pages.ts': workPages,
  'work/project-list.ts': workProjectList,
  'work/project-news.ts': workProjectNews,
  'work/project-store.ts': workProjectStore,
  'work/project-view.ts': workProjectView,
  'work/statuses.ts': workStatuses,
  'work/task-dialog.ts': workTaskDialog,
  'work/task-form.ts': workTaskForm,
  'work/task-news.ts': workTaskNews,
  'work/task-store.ts': workTaskStore,
  'work/workspace.ts': workWorkspace,
}

/** In the order in which they apply. */
export const styles = [
  tokensCss,
  baseCss,
  formsCss,
  doorCss,
  shellCss,
  boardCss,
  peopleCss,
  dialogCss,
  motionCss,
]

export { html, icon }
