import { boot } from '@repo/multiapp'
import { links } from './index.ts'

await boot({ mode: 'single', apps: [links] })
