import { appInfo } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { linksApp } from '../app.ts'
import { links } from './links.ts'
import { redirect } from './redirect.ts'
import { stats } from './stats.ts'

export const routes = (deps: typeof linksApp.deps) =>
  new Elysia({ name: 'links' }).use(appInfo(deps)).use(links(deps)).use(stats(deps)).use(redirect(deps))
