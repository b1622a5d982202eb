import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './example/src/tables.ts',
  out: './example/migrations',
})
