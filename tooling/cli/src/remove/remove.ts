import { findRoot } from '@repo/devdb'
import { schemaFromSlug } from '@repo/multiapp'
import type { Command } from 'commander'
import { appFolders } from '../app-folders.ts'
import { confirm } from '../confirm.ts'
import { dropApp } from '../db/drop.ts'
import { examples } from '../examples.ts'
import { Failure, wrongUsage } from '../failure.ts'
import { listFile } from '../host/app-list.ts'
import { editsWithout } from '../host/edits.ts'
import { withKit } from '../kit.ts'
import { askWhichApp } from '../missing-words.ts'
import { unknownApp } from '../repository.ts'
import { keptByGit } from './git.ts'
import { removeApp } from './remove-app.ts'

interface RemoveOptions {
  force?: boolean
  drop?: boolean
  yes?: boolean
  install: boolean
}

export function addRemove(program: Command): void {
  program
    .command('remove')
    .argument('[slug]', 'the app; asked for on a terminal')
    .summary('remove an app, from the host too')
    .description('remove an app: its folder, its line in the host, its entry in bun.lock')
    .option('--force', 'also with changes that are not committed')
    .option('--drop', 'remove its schema as well, with all its data')
    .option('--yes', 'do not ask whether the data may go')
    .option('--no-install', 'leave `bun install` to you')
    .addHelpText('after', examples('bun kit remove links', 'bun kit remove links --drop --yes'))
    .action(remove)
}

async function remove(given: string | undefined, options: RemoveOptions): Promise<void> {
  const slug = given ?? (await askWhichApp())
  if (slug === undefined) throw wrongUsage('say which app goes: bun kit remove links')
  const root = findRoot()
  const path = `apps/${slug}`
  const known = appFolders(root)
  if (!known.includes(slug)) throw unknownApp(slug, known)
  if (!options.force) await assertKept(root, path)
  const edits = await editsWithout(root, slug)
  if (options.drop) await withKit((kit) => dropApp(kit, slug, options))
  await removeApp(root, { slug, edits, install: options.install })
  console.log(`removed ${path} and its line in ${listFile}`)
  const schema = schemaFromSlug(slug)
  if (!options.drop)
    console.log(`its schema ${schema} stays where there is one: "bun kit db drop ${slug}" removes it`)
}

async function assertKept(root: string, path: string): Promise<void> {
  const kept = await keptByGit(root, path)
  if (kept === 'changed')
    throw new Failure(`${path} has changes that are not committed: commit them, or add --force`)
  if (kept === 'nothing') await confirm(path, `removes ${path}, of which git has no copy`, '--force')
}
