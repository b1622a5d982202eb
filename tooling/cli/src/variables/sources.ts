import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { EnvSource } from '@repo/multiapp'
import { givenEnvironment } from '../env.ts'
import { wrongUsage } from '../failure.ts'

export interface SourcesOptions {
  production?: boolean
  /** A file to read instead of `.env` and the environment. */
  file?: string
}

/** Where variables come from: what stands in the environment wins over the file. */
export interface Sources {
  root: string
  environment: EnvSource
  file: EnvSource
  /** The file's name, as people call it. */
  fileName: string
  /** Whether production is only played. */
  plays: boolean
  merged: EnvSource
}

export function readSources(root: string, { production = false, file }: SourcesOptions): Sources {
  if (file !== undefined && !existsSync(file)) throw wrongUsage(`there is no file ${file}`)
  const path = file === undefined ? join(root, '.env') : resolve(file)
  const environment = file === undefined ? givenEnvironment() : {}
  const inFile: EnvSource = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}
  const plays = production && (environment.NODE_ENV ?? inFile.NODE_ENV) !== 'production'
  return {
    root,
    environment,
    file: inFile,
    fileName: basename(path),
    plays,
    merged: { ...inFile, ...environment, ...(plays && { NODE_ENV: 'production' }) },
  }
}
