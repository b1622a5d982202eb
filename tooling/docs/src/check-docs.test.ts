import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { checkPages, readPages } from './check-docs.ts'
import { parsePage } from './page.ts'
import { formatProblem } from './problem.ts'

const root = join(import.meta.dir, '../../..')

function problemsOf(markdown: string, path = 'docs/cache.md'): string[] {
  return checkPages(root, [parsePage(path, markdown)]).map(formatProblem)
}

const block = (language: string, ...lines: string[]) => ['```'.concat(language), ...lines, '```'].join('\n')

test('the pages of the repository say nothing that is not so', () => {
  expect(checkPages(root, readPages(root)).map(formatProblem)).toEqual([])
})

test.each([
  [
    'an unknown script',
    block('sh', 'bun run devv'),
    'docs/cache.md:2: there is no script "devv" in the root',
  ],
  [
    'an unknown script in a folder',
    block('sh', 'cd apps/host && bun run nothing'),
    'docs/cache.md:2: there is no script "nothing" in apps/host',
  ],
  [
    'an unknown command of bun kit',
    block('sh', 'date', 'bun kit db migratte'),
    "docs/cache.md:3: bun kit: unknown command 'migratte'",
  ],
  [
    'an unknown flag',
    'Use `bun kit db status [--chekc]`.',
    "docs/cache.md:1: bun kit: unknown option '--chekc'",
  ],
  [
    'a flag that is missing',
    block('console', '$ bun kit token', 'eyJ'),
    "docs/cache.md:2: bun kit: required option '--app <slug>' not specified",
  ],
  [
    'an unknown flag of a program',
    block('sh', 'bun run docker --all'),
    'docs/cache.md:2: tooling/images/src/docker.ts knows no --all',
  ],
  [
    'an unknown topic of bun bench',
    block('sh', 'bun bench lopback'),
    /^docs\/cache\.md:2: bun bench: no topic "lopback": there are /,
  ],
  [
    'a test that is not there',
    block('sh', 'bun test packages/multiapp/src/nothing.test.ts'),
    'docs/cache.md:2: there is no packages/multiapp/src/nothing.test.ts',
  ],
  ['an unknown task of turbo', '`turbo run chekc`', 'docs/cache.md:1: turbo.json has no task "chekc"'],
  ['a link to nowhere', '\n[other](other.md)', 'docs/cache.md:2: other.md leads nowhere'],
  [
    'a link to a heading that is not there',
    '# One\n\n[two](#two)',
    'docs/cache.md:3: docs/cache.md has no heading "#two"',
  ],
  [
    'a link out of the repository',
    '[x](../../x.md)',
    'docs/cache.md:1: ../../x.md leads out of the repository',
  ],
  [
    'a link from docs into an app that may be removed',
    '[x](../apps/notes/README.md)',
    'docs/cache.md:1: ../apps/notes/README.md leads into an app, which its owner may remove',
  ],
  ['a file that is not there', 'See `docs/nothing.md`.', 'docs/cache.md:1: there is no docs/nothing.md'],
  [
    'files that are not there',
    'See `packages/multiapp/src/nothing*.test.ts`.',
    'docs/cache.md:1: there is no packages/multiapp/src/nothing*.test.ts',
  ],
  [
    'a file that is not in a drawing of the tree',
    block('tree', 'packages/', '  multiapp/     the framework', '    nothing/', '  devdb/'),
    'docs/cache.md:4: there is no packages/multiapp/nothing/',
  ],
  [
    'a variable that nothing reads',
    'Set `DATABSE_URL`.',
    "docs/cache.md:1: DATABSE_URL is neither a variable in .env.example nor an error's code",
  ],
  [
    'a variable in one word, where it is set',
    block('sh', 'PROT=3001 bun run dev'),
    "docs/cache.md:2: PROT is neither a variable in .env.example nor an error's code",
  ],
  ['JSON that is none', block('json', '{ "a": 1, }'), /^docs\/cache\.md:2: this is no JSON: /],
  ['YAML that is none', block('yaml', 'a: [1'), /^docs\/cache\.md:2: this is no YAML: /],
  [
    'a block of an unknown language',
    block('typescript', 'x'),
    /^docs\/cache\.md:2: expected one of ts, sh, .* and not "typescript"$/,
  ],
  ['a block of none', block('', 'x'), / and not ""$/],
])('%s is found', (_name, markdown, message) => {
  const found = message instanceof RegExp ? expect.stringMatching(message) : message
  expect(problemsOf(markdown)).toEqual([found])
})

test('a page of docs that its table of contents does not list is found', () => {
  const pages = [parsePage('docs/README.md', '[Data](data.md#x)'), parsePage('docs/data.md', '# X')]
  expect(checkPages(root, [...pages, parsePage('docs/cache.md', '')]).map(formatProblem)).toEqual([
    'docs/README.md:1: docs/cache.md is not listed',
  ])
})

test('the commands on the page of an app are run in its folder', () => {
  const commands = block('sh', 'bun run dev', 'bun run kit apps', 'bun run --cwd ../.. kit apps')
  expect(problemsOf(commands, 'apps/host/README.md')).toEqual([
    'apps/host/README.md:3: there is no script "kit" in apps/host',
  ])
})

test.each([
  [
    'optional parts, placeholders and what a command passes on',
    '`bun kit db migrate [--app X] [--dry-run]` `bun kit db psql <slug> -c "select 1"`',
  ],
  ['a command that is only begun', '`bun kit <command>`, `bun kit db …`'],
  [
    'files of an app that is not there',
    block('sh', 'cp apps/shop/src/tables.ts /tmp', 'cd apps/shop && bun run dev'),
  ],
  [
    'a page, a heading and an address elsewhere',
    '# One\n\n[one](#one) [self](cache.md#one) [b](https://bun.sh) [i](isolation.md)',
  ],
  ['variables of an app, of any name', '`FEATURES_SHOP=export` `PUBLIC_URL_<SLUG>` `DATABASE_URL_MY_APP`'],
  ['what a program has printed', block('console', '$ bun kit apps', 'DATABSE_URL is read by nothing')],
  [
    'codes of errors and words of SQL and HTTP',
    '`NOT_AUTHENTICATED` `COMMIT` `GET /livez` `FORCE ROW LEVEL SECURITY`',
  ],
  ['a path that stands for several', '`apps/<slug>/src/app.ts` `packages/*/src/index.ts`'],
])('%s are no mistake', (_name, markdown) => {
  expect(problemsOf(markdown)).toEqual([])
})
