import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder with a git repository in it. */
export interface Repository {
  root: string
  /** Writes files, or removes those that are undefined, and commits; with a tag if one is named. */
  commit(files: Record<string, string | undefined>, tag?: string): string
  git(...args: string[]): string
  write(path: string, text: string): void
  read(path: string): string | undefined
}

export interface TemplateRepository extends Repository, Disposable {
  /** A clone with the history, as of a tag. */
  clone(tag: string): Repository
  /** A copy with no history, as of a tag, committed anew. */
  copy(tag: string): Repository
}

export const manifest = (catalog: Record<string, string>, more: object = {}) =>
  `${JSON.stringify({ name: 'kit', private: true, ...more, workspaces: { packages: ['packages/*', 'apps/*'], catalog } }, null, 2)}\n`

/** Lines, of which tests change one. */
export const lines = (changes: Record<number, string> = {}) =>
  Array.from({ length: 20 }, (_, index) => changes[index + 1] ?? `line ${index + 1}`).join('\n')

/** A small template with its first version, v0.1.0. */
export function createTemplate(): TemplateRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kit-template-')))
  let made = 0
  const place = () => join(folder, `kit ${++made}`)
  const template = openRepository(place())
  template.git('init', '--quiet', '--initial-branch=main')
  template.commit(
    {
      'package.json': manifest({ elysia: '1.0.0', jose: '6.0.0' }, { kit: { version: 'v0.1.0' } }),
      'README.md': 'the template\n',
      'CHANGELOG.md': '# Changelog\n\n## v0.1.0\n\n- It runs.\n',
      'turbo.json': '{}\n',
      'docs/auth.md': 'auth\n',
      'packages/core/package.json': '{ "name": "@repo/core" }\n',
      'packages/core/one.ts': lines(),
      'packages/core/two.ts': lines(),
      'packages/core/old.ts': 'old\n',
      'packages/core/named.ts': lines(),
      'packages/extra/package.json': '{ "name": "@repo/extra" }\n',
      'tooling/cli/run.sh': 'echo run\n',
      'apps/sample/index.ts': lines(),
    },
    'v0.1.0',
  )
  return {
    ...template,
    clone(tag) {
      const root = place()
      template.git('clone', '--quiet', template.root, root)
      const clone = openRepository(root)
      clone.git('checkout', '--quiet', '-B', 'main', tag)
      return clone
    },
    copy(tag) {
      const root = place()
      template.git('worktree', 'add', '--quiet', '--detach', root, tag)
      rmSync(join(root, '.git'))
      template.git('worktree', 'prune')
      const copy = openRepository(root)
      copy.git('init', '--quiet', '--initial-branch=main')
      copy.commit({})
      return copy
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const somebody = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.com']

function openRepository(root: string): Repository {
  mkdirSync(root, { recursive: true })
  const git = (...args: string[]) => {
    const { exitCode, stdout, stderr } = Bun.spawnSync(['git', ...somebody, ...args], { cwd: root })
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
    return stdout.toString().trimEnd()
  }
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return {
    root,
    git,
    write,
    read: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
    commit(files, tag) {
      for (const [path, text] of Object.entries(files)) {
        if (text === undefined) rmSync(join(root, path))
        else write(path, text)
      }
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message', tag ?? 'change')
      if (tag !== undefined) git('tag', tag)
      return git('rev-parse', 'HEAD')
    },
  }
}
