import { readFileSync } from 'node:fs'

export interface ContainedOptions {
  /** The folder that an image's file system is mounted at. */
  root: string
  command: readonly string[]
  env: Readonly<Record<string, string>>
}

/**
 * Starts a program of an image as an engine would with `--user 1000 --read-only`: as the first process, without this
 * machine's environment, on a file system that nobody can write to. The network is this machine's. Needs root.
 */
export function startContained({ root, command, env }: ContainedOptions) {
  const isolation = [
    'unshare',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    'sh',
    '-ec',
    enter,
    'enter',
    root,
  ]
  const child = Bun.spawn([...isolation, ...command], { env: { ...env }, stdout: 'pipe', stderr: 'pipe' })
  const output = Promise.all([child.stdout.text(), child.stderr.text()]).then((texts) => texts.join(''))
  return {
    /** Resolves once it has ended. */
    async outcome(): Promise<{ code: number; output: string }> {
      return { code: await child.exited, output: await output }
    },
    /** A signal to the program itself. */
    signal: (signal: NodeJS.Signals) => process.kill(pidBelow(child.pid), signal),
    /** What the kernel says of it, once it runs. */
    confinement(): { userId: number; isReadOnly: boolean } {
      const folder = `/proc/${pidBelow(child.pid)}`
      const [, userId] = /^Uid:\t(\d+)/m.exec(readFileSync(`${folder}/status`, 'utf8')) ?? []
      return {
        userId: Number(userId),
        isReadOnly: /^\S+ \/ \S+ ro[, ]/m.test(readFileSync(`${folder}/mounts`, 'utf8')),
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

function pidBelow(parent: number): number {
  return Number.parseInt(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8'), 10)
}

const enter = `
root=$1
shift
mount --bind "$root" "$root"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
exec chroot --userspec=1000:1000 --groups= "$root" "$@"`
