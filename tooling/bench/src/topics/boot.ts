import { createTestDatabase } from '@repo/devdb/testing'
import { roleSecret } from '../fixture/role-url.ts'
import { median } from '../median.ts'
import { startSubject } from '../subject/subject.ts'
import type { Bench, Row, Topic } from '../topic.ts'

const apps = 300
const mostBoots = 3

/** How long a host takes that looks after its own schemas: at its first start, and when there is nothing to do. */
export const boot: Topic = {
  name: 'boot',
  summary: `time to register ${apps} apps with migrations`,
  async measure({ rounds, progress }: Bench): Promise<Row[]> {
    await using database = await createTestDatabase()
    progress(`boot: the first of ${apps} apps`)
    const first = await register(database.url)
    const again: number[] = []
    const boots = Math.min(rounds, mostBoots)
    for (let round = 1; round <= boots; round++) {
      progress(`boot: again, round ${round} of ${boots}`)
      again.push(await register(database.url))
    }
    return [
      { name: `register ${apps} apps, first provisioning and migrations`, value: first, unit: 's' },
      {
        name: `register ${apps} apps, migrated, nothing pending`,
        value: median(again),
        unit: 's',
        goal: { of: 'value', atMost: 3 },
      },
    ]
  },
}

// A process of its own each time: a host that starts has nothing compiled and no connection.
async function register(databaseUrl: string): Promise<number> {
  await using subject = startSubject({
    kind: 'multiapp',
    databaseUrl,
    databaseRoleSecret: roleSecret,
    migrateOnStart: true,
    requestLog: false,
    plugin: false,
    migrations: true,
  })
  const { seconds } = await subject.order('register', { count: apps })
  return seconds
}
