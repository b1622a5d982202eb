import { findRoot } from '@repo/devdb'
import type { CommanderError } from 'commander'
import { appFolders } from './app-folders.ts'
import { askOne, hasTerminal } from './ask.ts'

/**
 * The words that a command line is short of, if a person is there to be asked for them: which app it is about. No words if
 * that is not what is wrong.
 */
export async function askForMissing({ code, message }: CommanderError): Promise<string[]> {
  const isArgument = code === 'commander.missingArgument' && message.includes(`'slug'`)
  const isOption = code === 'commander.missingMandatoryOptionValue' && message.includes('--app ')
  if (!isArgument && !isOption) return []
  const slug = await askWhichApp()
  if (slug === undefined) return []
  return isOption ? ['--app', slug] : [slug]
}

/** The app that a person at the terminal chooses; undefined if nobody is there, or no app. */
export async function askWhichApp(): Promise<string | undefined> {
  const apps = appFolders(findRoot())
  return hasTerminal() && apps.length > 0 ? askOne('Which app?', apps) : undefined
}
