import { defineApp } from '@repo/multiapp'
import * as tables from './tables.ts'

export const notesApp = defineApp({ slug: 'notes', name: 'Notes', tables })
