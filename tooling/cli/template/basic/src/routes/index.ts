import { appInfo } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { acmeStoreApp } from '../app.ts'
import { spareParts } from './spare-parts.ts'

export const routes = (deps: typeof acmeStoreApp.deps) =>
  new Elysia({ name: 'acme-store' }).use(appInfo(deps)).use(spareParts(deps))
