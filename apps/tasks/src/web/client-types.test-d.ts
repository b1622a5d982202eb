import type { AppDefinition } from '@repo/multiapp'
import type { tasksApp } from '../app.ts'
import type { Comment } from '../comments.ts'
import type { LoggedEvent } from '../events/log.ts'
import type { Project } from '../projects.ts'
import type { Task } from '../tasks.ts'
import type * as page from './client/types.ts'

type Declared = typeof tasksApp extends AppDefinition<infer D> ? D : never

/** What the server answers is all that the page reads of it. */
type Answers<_Server extends Page, Page> = true

export type Checks = [
  Answers<Task, page.Task>,
  Answers<Project, page.Project>,
  Answers<Comment, page.Comment>,
  Answers<LoggedEvent, page.Change>,
  Answers<page.Task['status'], Task['status']>,
  // The page asks for what there is, and knows all of it.
  Answers<page.Permission, Declared['permission']>,
  Answers<Declared['permission'], page.Permission>,
  Answers<page.Role, Declared['role']>,
  Answers<Declared['role'], page.Role>,
  Answers<page.Feature, Declared['feature']>,
  // @ts-expect-error: a permission that the app has not declared
  Answers<'task:burn', page.Permission>,
]
