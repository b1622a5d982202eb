import { reservedWords } from '../reserved-words.ts'

// What else stands in the file.
const ours = ['migration', 'migrations', 'drizzleMigrations']

/**
 * Names for the imports of migrations, each once: `0003_add_labels.down.sql` is `addLabelsDown`. One that is taken or no
 * name gets its version.
 */
export function createImportNames(): (file: string) => string {
  const taken = new Set([...reservedWords, ...ours])
  return (file) => {
    const [, version = '', words = ''] = /^(\d+)_(.*)\.\w+$/.exec(file) ?? []
    const name = toCamelCase(/^[a-z]/i.test(words) ? words : `migration_${words}`)
    const free = taken.has(name) ? name + version : name
    taken.add(free)
    return free
  }
}

function toCamelCase(words: string): string {
  const joined = words.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}
