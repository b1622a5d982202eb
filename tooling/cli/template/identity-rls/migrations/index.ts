import { drizzleMigrations } from '@repo/multiapp'
import init from './0000_init.sql' with { type: 'text' }

export const migrations = drizzleMigrations({ '0000_init': init })
