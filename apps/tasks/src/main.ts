import { boot } from '@repo/multiapp'
import { tasks } from './index.ts'

await boot({ mode: 'single', apps: [tasks] })
