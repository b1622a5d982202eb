import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findRoot } from '@repo/devdb'
import { type Command, InvalidArgumentError } from 'commander'
import { askSome, askText, hasTerminal } from '../ask.ts'
import { countOf } from '../count.ts'
import { examples } from '../examples.ts'
import { wrongUsage } from '../failure.ts'
import { listFile } from '../host/app-list.ts'
import { packageNames } from '../host/package-names.ts'
import { createApp, type NewApp } from './create-app.ts'
import { nounFor, readNoun, readSlug } from './names.ts'
import { pluralOf } from './noun.ts'
import { type Extra, extras } from './template.ts'

interface NewOptions {
  noun?: string
  with?: Extra[]
  install: boolean
}

export function addNew(program: Command): void {
  program
    .command('new')
    .argument('[slug]', 'what it is called; asked for on a terminal')
    .summary('write a new app, complete with tests')
    .description('write a new app: definition, tables, first migration, routes and tests')
    .option('--noun <noun>', 'what it keeps, in the singular; else notes keeps notes, and a shop items')
    .option('--with <extras>', `what else: ${Object.keys(extras).join(', ')}, or both`, toExtras)
    .option('--no-install', 'leave `bun install` to you')
    .addHelpText('after', examples('bun kit new shop', 'bun kit new shop --noun product --with identity,rls'))
    .action(newApp)
}

async function newApp(given: string | undefined, options: NewOptions): Promise<void> {
  const root = findRoot()
  const packages = packageNames(root)
  const check = (slug: string) => assertFree(root, packages, readSlug(slug))
  const slug = given ?? (await askSlug(check))
  check(slug)
  // Whoever has said the slug is not asked for more.
  const asks = given === undefined
  const noun = readNoun(options.noun ?? (asks ? await askNoun(slug) : nounFor(slug)))
  const wanted = options.with ?? (asks ? await askSome('What else does it have?', extras) : [])
  const app = { slug, noun, extras: wanted, install: options.install }
  const files = await createApp(root, app)
  console.log(`wrote apps/${slug} (${countOf(files.length, 'file')}) and its line in ${listFile}`)
  console.log(nextSteps(app))
}

function askSlug(check: (slug: string) => void): Promise<string> {
  if (!hasTerminal()) throw wrongUsage('say what the app is called: bun kit new shop')
  return askText({ message: 'What is the app called?', check })
}

function assertFree(root: string, packages: readonly string[], slug: string): void {
  if (packages.includes(`@repo/${slug}`))
    throw wrongUsage(`there is a package @repo/${slug} already: choose another slug`)
  const folder = `apps/${slug}`
  if (existsSync(join(root, folder)))
    throw wrongUsage(`${folder} is there already: choose another slug, or move that folder away`)
}

function askNoun(slug: string): Promise<string> {
  return askText({ message: 'What does it keep, in the singular?', initial: nounFor(slug), check: readNoun })
}

function toExtras(text: string): Extra[] {
  const names = text.split(',').map((name) => name.trim())
  const isExtra = (name: string): name is Extra => Object.hasOwn(extras, name)
  if (names.every(isExtra)) return names
  throw new InvalidArgumentError(`expected ${Object.keys(extras).join(', ')}, or both with a comma`)
}

function nextSteps({ slug, noun, extras: wanted, install }: NewApp): string {
  // What it keeps is not for everybody to see.
  const isGuarded = wanted.length > 0
  const address = `http://${slug}.localhost:3000/api/${isGuarded ? 'info' : pluralOf(noun)}`
  const steps = [
    install
      ? ['bun run dev', `serves it at ${address}; a host that runs does so now`]
      : ['bun install', `links its packages; then "bun run dev" serves it at ${address}`],
    [`bun test apps/${slug}`, 'alone and in the host'],
    [`bun kit db generate ${slug}`, 'after a change of src/tables.ts'],
  ]
  return steps.map(([command = '', what]) => `  ${command.padEnd(28)}  ${what}`).join('\n')
}
