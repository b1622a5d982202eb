import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import type { Clone } from './clone.ts'
import { ask, git } from './git.ts'

/** The template's history beside the clone's, in a repository of its own: its tags are not the clone's. */
export interface Template extends Disposable {
  /** Where git is to run. */
  repository: string
  /** The releases, newest first. */
  tags: string[]
  /** The commit of a tag, a branch or a commit's id. */
  find(name: string): Promise<string | undefined>
}

/** Fetches the template from a URL or a folder. Throws a Failure with what git says. */
export async function fetchTemplate(from: string, { objects }: Clone): Promise<Template> {
  const repository = mkdtempSync(join(tmpdir(), 'kit-upgrade-'))
  const remove = () => rmSync(repository, { recursive: true, force: true })
  try {
    await git(repository, ['init', '--quiet', '--bare'])
    const source = existsSync(from) ? resolve(from) : from
    const refs = ['+refs/tags/*:refs/tags/*', '+refs/heads/*:refs/remotes/template/*']
    await git(repository, ['fetch', '--quiet', '--no-tags', source, ...refs]).catch((error) => {
      throw new Failure(`the template cannot be fetched from ${from}: ${error.message}`)
    })
    // After the fetch: of a shallow clone, git would take for granted that what came before its commits is there too.
    writeFileSync(join(repository, 'objects/info/alternates'), `${objects}\n`)
    const tags = await ask(repository, 'tag', '--list', 'v[0-9]*', '--sort=-version:refname')
    return {
      repository,
      tags: tags.split('\n').filter((tag) => tag !== ''),
      find: (name) => findCommit(repository, name),
      [Symbol.dispose]: remove,
    }
  } catch (error) {
    remove()
    throw error
  }
}

async function findCommit(repository: string, name: string): Promise<string | undefined> {
  for (const candidate of [`refs/tags/${name}`, `refs/remotes/template/${name}`, name]) {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`]
    const { code, stdout } = await git(repository, args, { answers: [1, 128] })
    if (code === 0) return stdout.trim()
  }
  return undefined
}
