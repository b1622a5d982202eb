import { migrations } from '../migrations/index.ts'
import { notesApp } from './app.ts'
import { routes } from './routes/index.ts'

export const notes = notesApp.backend({ migrations, routes })

/** For `createClient` of `@repo/multiapp/client`. */
export type NotesApi = ReturnType<typeof routes>
