import { links } from '@repo/links'
import type { AnyAppBackend } from '@repo/multiapp'
import { notes } from '@repo/notes'
import { tasks } from '@repo/tasks'

/** Every app that this host serves: a line here adds one, removing the line removes it. */
export const apps: AnyAppBackend[] = [links, notes, tasks]
