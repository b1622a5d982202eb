import { boot } from '@repo/multiapp'
import { acmeStore } from './index.ts'

await boot({ mode: 'single', apps: [acmeStore] })
