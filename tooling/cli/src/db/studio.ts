import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { withKit } from '../kit.ts'
import { toCount } from '../options.ts'
import { findAppFolder } from './app-folder.ts'
import { runDrizzleKit } from './drizzle-kit.ts'
import { logInAs } from './role-url.ts'

interface StudioOptions {
  port?: number
}

export function addStudio(db: Command): void {
  db.command('studio')
    .argument('<slug>', 'the app')
    .description("open Drizzle Studio as an app's role")
    .option('--port <n>', 'where it listens', toCount)
    .addHelpText('after', examples('bun kit db studio notes'))
    .action(studio)
}

function studio(slug: string, { port }: StudioOptions): Promise<void> {
  return withKit(async (kit) => {
    const app = kit.pickOne(slug)
    const folder = findAppFolder(slug)
    const { url, password, options: settings } = await logInAs(app, kit)
    const { default: config }: { default: object } = await import(join(folder, 'drizzle.config.ts'))
    const scratch = mkdtempSync(join(tmpdir(), 'kit-studio-'))
    // The password comes by the environment: a file may outlive this process.
    const file = join(scratch, 'drizzle.config.ts')
    writeFileSync(
      file,
      `export default { ...${JSON.stringify(config)}, dbCredentials: { url: process.env.KIT_STUDIO_URL } }\n`,
    )
    try {
      const options = [
        `--config=${relative(folder, file)}`,
        ...(port === undefined ? [] : [`--port=${port}`]),
      ]
      const withPassword = url.replace('@', `:${encodeURIComponent(password)}@`)
      const query = settings ? `${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(settings)}` : ''
      await runDrizzleKit(folder, ['studio', ...options], { KIT_STUDIO_URL: withPassword + query })
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  })
}
