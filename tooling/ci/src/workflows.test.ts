import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '../../..')
const folder = join(root, '.github/workflows')
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}))

interface Job {
  'timeout-minutes'?: number
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[]
}
const jobs = workflows.flatMap(({ name, text }) => {
  const workflow = Bun.YAML.parse(text) as { permissions: unknown; jobs: Record<string, Job> } // GitHub checks what it is
  return Object.entries(workflow.jobs).map(([id, job]) => ({ id: `${name}: ${id}`, workflow, job }))
})

test.each(workflows)('$name pins every action by its commit, and says which version that is', ({ text }) => {
  const uses = text.split('\n').filter((line) => /^\s*-?\s*uses:/.test(line))
  expect(uses.length).toBeGreaterThan(0)
  for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('an action is the same commit wherever it is used', () => {
  const pins = workflows.flatMap(({ text }) => [...text.matchAll(/uses: ([^@\s]+)@(\w+ # \S+)/g)])
  const commits = Map.groupBy(pins, ([, action]) => action)
  for (const [action, uses] of commits)
    expect({ action, commits: new Set(uses.map(([, , commit]) => commit)).size }).toEqual({
      action,
      commits: 1,
    })
})

test.each(jobs)('$id ends some day, may read only, and keeps no credentials', ({ workflow, job }) => {
  expect(workflow.permissions).toEqual({ contents: 'read' })
  expect(job['timeout-minutes']).toBeGreaterThan(0)
  const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  for (const { with: options } of checkouts) expect(options).toMatchObject({ 'persist-credentials': false })
})

test('what workflows run is there: scripts of package.json, parts of .ci/run', async () => {
  const { scripts } = await Bun.file(join(root, 'package.json')).json()
  const ciRun = await Bun.file(join(root, '.ci/run')).text()
  const commands = jobs.flatMap(({ job }) => job.steps.flatMap(({ run = '' }) => run.split('\n')))
  const named = (pattern: RegExp) => commands.flatMap((line) => pattern.exec(line)?.[1] ?? [])
  const parts = named(/^\.ci\/run (\w+)$/)
  expect(parts.toSorted()).toEqual(['check', 'soak', 'test', 'trim'])
  for (const part of parts) expect(ciRun).toMatch(new RegExp(`^    ${part}\\)`, 'm'))
  const scriptNames = named(/^bun run ([\w:]+)/)
  expect(scriptNames).toContain('docker')
  for (const name of scriptNames) expect(scripts).toHaveProperty([name])
})

test('a value that others can choose gets into no command', () => {
  for (const { job } of jobs) for (const { run = '' } of job.steps) expect(run).not.toContain('${{')
})
