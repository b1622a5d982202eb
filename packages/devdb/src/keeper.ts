import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

/**
 * Starts a small shell that outlives this process, however it ends (kill -9 included), and then runs `command`: it
 * waits for the end of a pipe of which only this process holds the other side. `dismiss` ends it with nothing run.
 */
export function afterThisProcess(command: string[], account?: Account): { dismiss(): void } {
  const script = 'read -r word; [ "$word" = dismissed ] && exit; exec "$@"'
  const keeper = spawn('/bin/sh', ['-c', script, 'devdb-keeper', ...command], {
    ...account,
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keeper.unref()
  const { stdin } = keeper
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
  return {
    dismiss() {
      stdin?.end('dismissed\n')
    },
  }
}
