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
  if (!hasTerminal() || !(isArgument || isOption)) return []
  const apps = appFolders(findRoot())
  if (apps.length === 0) return []
  const slug = await askOne('Which app?', apps)
  return isOption ? ['--app', slug] : [slug]
}
