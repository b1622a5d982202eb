import { root } from './apps.ts'
import { assertBudget, budgetLine, budgets } from './budgets.ts'
import { buildCommand } from './build-command.ts'
import type { BuildEnv } from './build-env.ts'
import { imageSizes } from './image-size.ts'
import { originLabels } from './origin-labels.ts'
import { runVisibly } from './run.ts'

export interface BuiltImage {
  image: string
  seconds: number
}

/** Builds the image of one app and prints what it costs. Throws an Error if it is over its budget. */
export async function buildImage(app: string, env: BuildEnv): Promise<BuiltImage> {
  const image = `${env.prefix}${app}:${env.tag}`
  const command = buildCommand({ app, image, labels: await originLabels(root) }, env)
  const start = performance.now()
  await runVisibly(command, { cwd: root, env: { DOCKER_BUILDKIT: '1' } })
  const seconds = (performance.now() - start) / 1000
  const megabytes = await imageSizes(env.tool, image)
  console.log(`
${image}: built in ${seconds.toFixed(1)} s by ${env.tool}
  ${budgetLine(budgets.image, megabytes.image)}
  ${budgetLine(budgets.binary, megabytes.binary)}
`)
  assertBudget(budgets.image, megabytes.image)
  assertBudget(budgets.binary, megabytes.binary)
  return { image, seconds }
}
