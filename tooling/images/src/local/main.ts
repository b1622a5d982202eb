import { programs } from '../apps.ts'
import { readBaseImages } from '../base-images.ts'
import { budgetLine, budgets } from '../budgets.ts'
import { readBuildEnv } from '../build-env.ts'
import { buildImage } from '../build-image.ts'
import { checkImage } from './check-image.ts'
import { makeStandIns } from './stand-ins.ts'
import { createStorage } from './storage.ts'

// Builds and runs images where there is no container engine and no registry: with buildah, on stand-ins for the base
// images. As root; what it makes, it removes.
const storage = await createStorage()
let exitCode = 1
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void storage.close().finally(() => process.exit(1)))
}
try {
  await buildAndCheck()
  exitCode = 0
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
} finally {
  await storage.close()
}
process.exit(exitCode)

async function buildAndCheck(): Promise<void> {
  const start = performance.now()
  await makeStandIns(readBaseImages())
  console.log(`made stand-ins for the base images in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  const env = { ...readBuildEnv({ ...process.env, CONTAINER_TOOL: 'buildah' }) }
  await buildImage('host', env)
  const app = chosenApp()
  if (!app) return
  await buildImage(app, env)
  const { image, seconds } = await buildImage(app, env)
  console.log(budgetLine(budgets.rebuild, seconds))
  await checkImage(image)
}

// The smallest sample, or what took its place.
function chosenApp(): string | undefined {
  const apps = programs().filter((name) => name !== 'host')
  return apps.find((name) => name === 'notes') ?? apps[0]
}
