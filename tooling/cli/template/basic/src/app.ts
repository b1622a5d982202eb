import { defineApp } from '@repo/multiapp'
import * as tables from './tables.ts'

export const acmeStoreApp = defineApp({ slug: 'acme-store', name: 'Acme store', tables })
