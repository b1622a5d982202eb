import { Elysia } from 'elysia'
import { defineApp } from '../src/app/define-app.ts'
import { boot } from '../src/server/boot.ts'
import { echoApp } from './echo-app.ts'

// A host for tests that need a process: `hooks` misbehaves on purpose when the server shuts down, `counter` keeps rows.
const hooks = defineApp({ slug: 'hooks', name: 'Hooks', features: ['hang', 'throw'] }).backend({
  routes: () => new Elysia().get('/up', 'up'),
  onShutdown({ config }) {
    console.error('hooks was told')
    if (config.features.has('throw')) throw new Error('a hook that throws')
    if (config.features.has('hang')) return new Promise<void>(() => {})
  },
})

const counter = defineApp({ slug: 'counter', name: 'Counter' }).backend({
  migrations: [{ version: 0, name: 'init', up: 'CREATE TABLE clicks (id serial PRIMARY KEY)' }],
  routes: ({ db }) =>
    new Elysia().post('/click', async () => {
      await db.sql`INSERT INTO clicks DEFAULT VALUES`
      const [row] = await db.sql`SELECT count(*)::int AS clicks FROM clicks`
      return row
    }),
})

await boot({ mode: 'multi', apps: [echoApp(), hooks, counter] })
