// What logmon-tee is asked for, checked.
import type { Problem } from '../../problem.ts'
import { NVRX_DEFAULTS, nvrxDirectory, nvrxLimit, nvrxRanks } from '../../sources/nvrx-files.ts'
import { refuseUnsafeDirectory } from './safe-directory.ts'
import type { TeeSettings } from './tee.ts'

interface TeeOptions {
  readonly dir: string | undefined
  readonly prefix: string | undefined
  readonly 'max-file-kb': number | undefined
  readonly 'max-files': number | undefined
}

/** Checks what is asked for, and the directory. */
export function settleTee(
  options: TeeOptions,
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TeeSettings | readonly Problem[] {
  const problems: Problem[] = []
  const directory = options.dir ?? nvrxDirectory(environment)
  if (directory === undefined)
    problems.push({ place: '--dir', reason: 'name a directory for the message files, or set NVRX_NODE_LOCAL_TMPDIR' })
  const prefix = options.prefix ?? String(process.pid)
  if (!/^[\w.-]{1,100}$/.test(prefix))
    problems.push({ place: '--prefix', reason: 'must be made of letters, digits, _ . and - (at most 100)' })
  const limit = (option: number | undefined, variable: string, otherwise: number): number => {
    const value = option ?? nvrxLimit(environment[variable], otherwise)
    if (value === undefined)
      problems.push({ place: variable, reason: `"${environment[variable]}" is no whole number of 0 or more` })
    return value ?? otherwise
  }
  const maxFileKb = limit(options['max-file-kb'], 'NVRX_LOG_MAX_FILE_SIZE_KB', NVRX_DEFAULTS.maxFileSizeKb)
  const maxFiles = limit(options['max-files'], 'NVRX_LOG_MAX_LOG_FILES', NVRX_DEFAULTS.maxFiles)
  if (directory === undefined || problems.length > 0) return problems
  const unsafe = refuseUnsafeDirectory(directory)
  if (unsafe !== undefined) return [{ file: directory, place: '--dir', reason: unsafe }]
  return { directory, prefix, ranks: nvrxRanks(environment), maxBytes: maxFileKb * 1024, maxFiles, command }
}
