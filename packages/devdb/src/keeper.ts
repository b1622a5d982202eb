import { type ChildProcess, spawn } from 'node:child_process'

// A keeper that nobody refers to could lose its pipe to a garbage collection.
const keepers = new Set<ChildProcess>()

/**
 * Starts a small shell that outlives this process, however it ends (kill -9 included), and then runs `command`: it
 * waits for the end of a pipe of which only this process holds the other side. `dismiss` ends it with nothing run.
 */
export function afterThisProcess(command: string[]): { dismiss(): void } {
  // In the background, so that init reaps it: `bun --watch` replaces this process by one that does not know its children.
  // On a fourth pipe: Bun closes the standard input of a child that has ended.
  const script = '(read -r _ <&3; exec "$@") &'
  const keeper = spawn('/bin/sh', ['-c', script, 'devdb-keeper', ...command], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  keepers.add(keeper)
  keeper.unref()
  const pipe = keeper.stdio[3]
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return {
    dismiss() {
      if (keeper.pid) endGroup(keeper.pid)
    },
  }
}

// Synchronous, for `exit` handlers.
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGTERM')
  } catch {
    // It has ended already.
  }
}
