import { median } from '../median.ts'
import { startSides } from '../subject/sides.ts'
import type { Bench, Row, Topic } from '../topic.ts'

const firstApps = 1
const furtherApps = 1_000
const mostProcesses = 3
const bytesPerKb = 1_000

/** What an app costs that is registered and not asked: the growth of a fresh process from 1 app to 1,001. */
export const memory: Topic = {
  name: 'memory',
  summary: 'memory per idle app',
  async measure({ rounds, progress, database }: Bench): Promise<Row[]> {
    const processes = Math.min(rounds, mostProcesses)
    const rss: number[] = []
    const heap: number[] = []
    for (let process = 1; process <= processes; process++) {
      progress(`memory: process ${process} of ${processes}`)
      const side = { name: `${firstApps} app, then ${furtherApps} more`, apps: firstApps }
      await using running = await startSides([side], await database())
      const subject = running.subject(side)
      const before = await subject.order('memory', {})
      await subject.order('register', { count: furtherApps })
      const after = await subject.order('memory', {})
      rss.push(kbPerApp(after.rssBytes - before.rssBytes))
      heap.push(kbPerApp(after.heapBytes - before.heapBytes))
    }
    return [
      { name: 'idle app, RSS', value: median(rss), unit: 'KB', goal: { of: 'value', atMost: 200 } },
      { name: 'idle app, JavaScript heap', value: median(heap), unit: 'KB' },
    ]
  },
}

function kbPerApp(bytes: number): number {
  return bytes / furtherApps / bytesPerKb
}
