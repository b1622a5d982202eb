import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentWith } from '../../env.ts'
import { type Check, ok, problem } from '../check.ts'

/** turbo runs here, and can cut out of the repository what an image needs. */
export const turbo: Check = {
  name: 'turbo',
  async run({ root }) {
    const folder = mkdtempSync(join(tmpdir(), 'kit-doctor-'))
    try {
      const program = Bun.resolveSync('turbo/bin/turbo', root)
      const command = [process.execPath, program, 'prune', '@repo/host', '--docker', '--out-dir', folder]
      const child = Bun.spawn(command, {
        cwd: root,
        env: environmentWith({ TURBO_TELEMETRY_DISABLED: '1' }),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [output, errors] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ])
      if ((await child.exited) === 0) return ok('prunes the host for an image')
      return problem(
        `turbo prune fails: ${lastLine(errors) || lastLine(output)}`,
        'bun install, and commit bun.lock',
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
