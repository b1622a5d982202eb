import { boot } from '@repo/multiapp'
import { notes } from './index.ts'

await boot({ mode: 'single', apps: [notes] })
