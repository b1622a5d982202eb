import { startSides } from '../subject/sides.ts'
import type { Bench, Row, Topic } from '../topic.ts'

const apps = 1_000

/** How long a host with many apps takes to start. One run each, for information: PostgreSQL's disk weighs in. */
export const registration: Topic = {
  name: 'registration',
  summary: 'time to register 1,000 apps',
  async measure({ progress, database }: Bench): Promise<Row[]> {
    const opened = await database()
    progress(`registration: ${apps} provisioned apps`)
    const side = { name: 'the first app pays for what all share', apps: 1 }
    await using running = await startSides([side], opened)
    const { seconds } = await running.subject(side).order('register', { count: apps })
    return [
      { name: 'register 1,000 apps (first provisioning)', value: opened.provisioningSeconds, unit: 's' },
      { name: 'register 1,000 apps (provisioned, MIGRATE_ON_START=off)', value: seconds, unit: 's' },
    ]
  },
}
