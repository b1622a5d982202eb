import type { EnvSource } from '@repo/multiapp'
import type { Check, Finding } from '../src/doctor/check.ts'
import { examine } from '../src/doctor/examine.ts'
import { openMachine } from '../src/doctor/machine.ts'
import { readSources } from '../src/variables/sources.ts'

/** What one check finds in a clone, with an environment of its own beside its `.env`. */
export async function findingsOf(
  check: Check,
  root: string,
  environment: EnvSource = {},
): Promise<Finding[]> {
  const { file, ...sources } = readSources(root, {})
  const merged = { ...file, ...environment }
  await using machine = openMachine(root, { ...sources, file, environment, merged })
  const findings: Finding[] = []
  for await (const { check: _, ...finding } of examine([check], machine)) findings.push(finding)
  return findings
}
