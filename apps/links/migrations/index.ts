import { drizzleMigrations } from '@repo/multiapp'
import init from './0000_init.sql' with { type: 'text' }
import clicks from './0001_clicks.sql' with { type: 'text' }
import newest from './0002_newest.sql' with { type: 'text' }

export const migrations = drizzleMigrations({
  '0000_init': init,
  '0001_clicks': clicks,
  '0002_newest': newest,
})
