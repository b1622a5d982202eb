export interface Process {
  pid: number
  parent: number
  group: number
  user: number
  state: string
  command: string
}

/** Runs a program to its end, and returns what it printed. */
export async function output(...command: string[]): Promise<string> {
  const program = Bun.spawn(command, { stdout: 'pipe' })
  const text = await new Response(program.stdout).text()
  if ((await program.exited) !== 0) throw new Error(`${command.join(' ')} failed`)
  return text
}

export async function listProcesses(): Promise<Process[]> {
  const text = await output('ps', '-A', '-ww', '-o', 'pid=,ppid=,pgid=,uid=,state=,command=')
  return text.trim().split('\n').map(toProcess)
}

/** Whether the process runs: one that has ended may wait for its parent to notice. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await listProcesses()).some((found) => found.pid === pid && !found.state.startsWith('Z'))
}

function toProcess(line: string): Process {
  const [pid, parent, group, user, state = '', ...command] = line.trim().split(/\s+/)
  const ids = { pid: Number(pid), parent: Number(parent), group: Number(group), user: Number(user) }
  return { ...ids, state, command: command.join(' ') }
}
