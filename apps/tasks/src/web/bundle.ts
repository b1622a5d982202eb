/**
 * The modules of the page as one script. They are bundled where they run, from memory: there is no build step that a change in
 * development would wait for, and no file that a compiled binary would look for.
 */
export async function bundle(
  modules: Readonly<Record<string, string>>,
  { minify }: { minify: boolean },
): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: ['/web/main.ts'],
    files: Object.fromEntries(Object.entries(modules).map(([path, text]) => [`/web/${path}`, text])),
    target: 'browser',
    minify,
  })
  const [script] = outputs
  if (!script) throw new Error('the bundler has made no script')
  return script.text()
}
