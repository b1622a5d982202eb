import { defineApp } from '@repo/multiapp'
import * as tables from './tables.ts'

export const linksApp = defineApp({ slug: 'links', name: 'Links', tables })
