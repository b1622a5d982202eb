import type { Check, Finding } from './check.ts'
import type { Machine } from './machine.ts'

export interface Examined extends Finding {
  check: string
}

const deadlineSeconds = 30

/** Runs all checks side by side, and gives what each has found in their order, as soon as it is known. */
export async function* examine(checks: readonly Check[], machine: Machine): AsyncGenerator<Examined> {
  const running = checks.map((check) => examineOne(check, machine))
  for (const found of running) yield* await found
}

async function examineOne(check: Check, machine: Machine): Promise<Examined[]> {
  const late = Promise.withResolvers<Finding>()
  const timer = setTimeout(
    () => late.resolve({ level: 'problem', message: `no answer in ${deadlineSeconds} s` }),
    deadlineSeconds * 1000,
  )
  try {
    const found = await Promise.race([runCheck(check, machine), late.promise])
    return [found].flat().map((finding) => ({ check: check.name, ...finding }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [{ check: check.name, level: 'problem', message: message.replaceAll(/\s*\n\s*/g, '; ') }]
  } finally {
    clearTimeout(timer)
  }
}

async function runCheck({ needs = [], run }: Check, machine: Machine): Promise<Finding | Finding[]> {
  const there = await Promise.allSettled(needs.map((need) => machine[need]()))
  return there.every(({ status }) => status === 'fulfilled') ? run(machine) : []
}
