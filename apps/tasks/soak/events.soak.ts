import { expect, setDefaultTimeout, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'
import { listenTo } from '../test/listen-to.ts'
import { createMember, type Member } from '../test/member.ts'

setDefaultTimeout(60_000)

const writeSeconds = 10
const organizations = 3
const clientsEach = 4
const writersEach = 4

test(`${writeSeconds} s of changes on two hosts, with connections killed: every client has every event once, in order`, async () => {
  await using here = await createTestApp(tasks)
  await using there = await createTestApp(tasks, { databaseUrl: here.databaseUrl })
  const hosts = [here, there]
  const hostOf = (index: number) => hosts[index % 2] ?? here
  const until = Date.now() + writeSeconds * 1000
  let [kills, reconnects, writes, refused] = [0, 0, 0, 0]

  async function killAll(): Promise<void> {
    while (Date.now() < until) {
      await Bun.sleep(300 + Math.random() * 700)
      const rows = await here.asAdmin(
        (sql) => sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND usename = 'app_tasks' AND random() < 0.5`,
      )
      kills += rows.length
    }
  }

  async function write(who: Member, projectId: string): Promise<void> {
    while (Date.now() < until) {
      const answer = await who.post(`/api/projects/${projectId}/tasks`, { title: 'x' })
      if (answer.status === 201) writes++
      else refused++
      await answer.body?.cancel()
      await Bun.sleep(Math.random() * 60)
    }
  }

  /** Listens on one host after another, from where it was, until it has seen what is last when nobody writes any more. */
  async function follow(members: readonly Member[], index: number): Promise<number[]> {
    const ids: number[] = []
    for (let turn = index; ; turn++) {
      const who = members[turn % members.length]
      const from = String(ids.at(-1) ?? 0)
      const response = await who?.get('/api/events', { 'last-event-id': from })
      if (response?.status !== 200 || !response.body) {
        await Bun.sleep(20)
        continue
      }
      reconnects++
      const reader = await listenTo(response.body)
      const leaveAt = Date.now() + 200 + Math.random() * 3000
      const timer = setTimeout(() => reader.close(), leaveAt - Date.now())
      for (let event = await reader.next(); event; event = await reader.next()) ids.push(event.id)
      clearTimeout(timer)
      if (Date.now() > until + 6000) return ids
    }
  }

  const killing = killAll()
  const outcomes = await Promise.all(
    Array.from({ length: organizations }, async () => {
      const organizationId = crypto.randomUUID()
      const members = [
        await createMember(here, { organization: organizationId }),
        await createMember(there, { organization: organizationId }),
      ]
      const makeProject = async (): Promise<string> => {
        const answer = await members[0]?.post('/api/projects', { name: 'x' })
        return answer?.status === 201 ? ((await answer.json()) as { id: string }).id : makeProject()
      }
      const projectId = await makeProject()
      const writing = Array.from({ length: writersEach }, async (_, index) =>
        write(await createMember(hostOf(index), { organization: organizationId }), projectId),
      )
      const following = Array.from({ length: clientsEach }, (_, index) => follow(members, index))
      await Promise.all(writing)
      const seen = await Promise.all(following)
      const [row] = await here.asAdmin(
        (sql) => sql<{ last: number }[]>`
          SELECT last_id::int AS last FROM event_counters WHERE organization_id = ${organizationId}`,
      )
      return { seen, last: row?.last ?? 0 }
    }),
  )
  await killing
  console.log(`${writes} changes, ${refused} refused, ${kills} connections killed, ${reconnects} streams`)
  for (const { seen, last } of outcomes) {
    const all = Array.from({ length: last }, (_, index) => index + 1)
    for (const ids of seen) expect(ids).toEqual(all)
  }
  expect(kills).toBeGreaterThan(20)
})
