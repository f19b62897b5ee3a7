// Secrets come from a file, the environment or the terminal; never from arguments or the job file itself.

import { readFileSync, statSync } from 'node:fs'
import type { Problem } from '../problem.ts'
import { reasonOf } from './error-words.ts'
import { promptHidden } from './prompt.ts'

/** Where a secret is; at most one is given. */
export interface SecretSource {
  readonly file?: string | undefined
  readonly env?: string | undefined
  /** The question to ask on the terminal. */
  readonly prompt?: string | undefined
}

const OTHERS_MAY_READ = 0o004
const MAX_SECRET_BYTES = 65_536

/** Resolves to the secret, to undefined where no source is given, or to what is wrong. A file's first line counts. */
export async function readSecret(
  source: SecretSource,
  place: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined | Problem> {
  if (source.file !== undefined) return readSecretFile(source.file, `${place}_file`)
  if (source.env !== undefined) {
    const value = environment[source.env]
    return value === undefined || value === ''
      ? { place: `${place}_env`, reason: `the environment variable ${source.env} is not set` }
      : value
  }
  if (source.prompt !== undefined) {
    const typed = await promptHidden(source.prompt)
    return typed === undefined || typed === ''
      ? { place: `${place}_prompt`, reason: 'nothing was typed, or there is no terminal to ask on' }
      : typed
  }
  return undefined
}

function readSecretFile(path: string, place: string): string | Problem {
  try {
    const { mode, size } = statSync(path)
    if ((mode & OTHERS_MAY_READ) !== 0)
      return { place, reason: `${path} can be read by everybody on this machine: chmod o-r ${path}` }
    if (size > MAX_SECRET_BYTES) return { place, reason: `${path} is too long for a secret (${size} bytes)` }
    const secret = (readFileSync(path, 'utf8').split('\n')[0] as string).replace(/\r$/, '')
    return secret === '' ? { place, reason: `${path} is empty` } : secret
  } catch (error) {
    return {
      place,
      reason: `${path} cannot be read: ${reasonOf(error)}`,
    }
  }
}
