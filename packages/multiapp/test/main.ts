import { Elysia } from 'elysia'
import { defineApp } from '../src/app/define-app.ts'
import { boot } from '../src/server/boot.ts'
import { echoApp } from './echo-app.ts'

// A host of two apps for tests that need a process: `hooks` misbehaves on purpose when the server shuts down.
const hooks = defineApp({ slug: 'hooks', name: 'Hooks', features: ['hang', 'throw'] }).backend({
  routes: () => new Elysia().get('/up', 'up'),
  onShutdown({ config }) {
    console.error('hooks was told')
    if (config.features.has('throw')) throw new Error('a hook that throws')
    if (config.features.has('hang')) return new Promise<void>(() => {})
  },
})

await boot({ mode: 'multi', apps: [echoApp(), hooks] })
