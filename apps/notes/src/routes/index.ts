import { appInfo } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { notesApp } from '../app.ts'
import { notes } from './notes.ts'

export const routes = (deps: typeof notesApp.deps) =>
  new Elysia({ name: 'notes' }).use(appInfo(deps)).use(notes(deps))
