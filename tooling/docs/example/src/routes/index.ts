import { appInfo } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { shopApp } from '../app.ts'
import { orders } from './orders.ts'

export const routes = (deps: typeof shopApp.deps) =>
  new Elysia({ name: 'shop' }).use(appInfo(deps)).use(orders(deps))
