import { boot } from '@repo/multiapp'
import { apps } from './apps.ts'

await boot({ mode: 'multi', apps })
