import { appInfo } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { acmeStoreApp } from '../app.ts'
import { peopleOf } from '../people.ts'
import { me } from './me.ts'
import { spareParts } from './spare-parts.ts'

export const routes = (deps: typeof acmeStoreApp.deps) =>
  new Elysia({ name: 'acme-store' })
    .use(peopleOf(deps).routes)
    .use(appInfo(deps))
    .use(me(deps))
    .use(spareParts(deps))
