import { run } from './run.ts'

/** A working container of buildah: an image's files, to look at and to run in. */
export interface WorkingContainer {
  name: string
  /** The folder its file system is mounted at. */
  root: string
}

/** Runs `fn` with a container of the image, which is removed afterwards. Needs root. */
export async function withContainer<T>(
  image: string,
  fn: (container: WorkingContainer) => Promise<T>,
): Promise<T> {
  const name = await run(['buildah', 'from', '--pull-never', image])
  try {
    return await fn({ name, root: await run(['buildah', 'mount', name]) })
  } finally {
    await run(['buildah', 'rm', name])
  }
}
