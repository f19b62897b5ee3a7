// logmon-tee from argv to exit status. It is neither filter nor source: its output is the training process's own.
import { wallClock } from '../io/clock.ts'
import { endAs } from '../io/tee/command.ts'
import { refuseUnsafeDirectory } from '../io/tee/safe-directory.ts'
import { type TeeSettings, tee } from '../io/tee/tee.ts'
import { version } from '../io/version.ts'
import type { OptionsOf, OptionTable } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import { NVRX_DEFAULTS, nvrxDirectory, nvrxLimit, nvrxRanks } from '../sources/nvrx-files.ts'
import { type CommandLine, parseArguments } from './args.ts'
import { formatProblem } from './errors.ts'
import { refuse } from './main.ts'
import { print } from './print.ts'

const OPTIONS = {
  dir: {
    type: 'string',
    placeholder: 'DIR',
    describe: 'where the message files are kept, on a local disk (also: NVRX_NODE_LOCAL_TMPDIR)',
  },
  prefix: {
    type: 'string',
    placeholder: 'NAME',
    describe:
      'part of the file names; a restart with the same one goes on in its newest file [default: the process id]',
  },
  'max-file-kb': {
    type: 'count',
    describe: `begin a new file beyond so many KiB (also: NVRX_LOG_MAX_FILE_SIZE_KB) [default: ${NVRX_DEFAULTS.maxFileSizeKb}]`,
  },
  'max-files': {
    type: 'count',
    describe: `keep so many finished files; 0 keeps all; none is deleted that a running logmon-collect has not read (also: NVRX_LOG_MAX_LOG_FILES) [default: ${NVRX_DEFAULTS.maxFiles}]`,
  },
} as const satisfies OptionTable

export const TEE_COMMAND_LINE: CommandLine = {
  program: 'logmon-tee',
  summary: "Pass a rank's output on unchanged, and keep it in NVRx message files.",
  options: OPTIONS,
  positionals: '[-- COMMAND...]',
  examples: [
    { command: 'python train.py 2>&1 | logmon-tee --dir /local/logs', describe: 'as a part of a pipe' },
    {
      command: 'logmon-tee --dir /local/logs -- python train.py',
      describe: 'run the command itself: its exit status and signals are ours',
    },
  ],
  version,
}

export async function teeMain(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { program } = TEE_COMMAND_LINE
  const parsed = await parseArguments(TEE_COMMAND_LINE, argv)
  if (parsed.is === 'print') {
    print(program, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(program, parsed.problems)
  const settings = settleTee(parsed.values as OptionsOf<typeof OPTIONS>, parsed.positionals, process.env)
  if (isProblems(settings)) return refuse(program, settings)
  const { command } = settings as TeeSettings
  outliveFileLimits()
  const release = command.length === 0 ? waitForUpstream() : () => {}
  const outcome = await tee(settings as TeeSettings, wallClock, text =>
    process.stderr.write(`${formatProblem(program, { place: '', reason: text })}\n`),
  )
  release()
  endAs(outcome)
}

/**
 * Beyond a limit on file sizes (ulimit -f) the write fails, as on a full disk; the signal would end us, and the
 * training process after us.
 */
export function outliveFileLimits(): void {
  process.on('SIGXFSZ', () => {})
}

/** Checks what is asked for, and the directory, which the user named at `place`. */
export function settleTee(
  options: Partial<OptionsOf<typeof OPTIONS>>,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  place = '--dir',
): TeeSettings | readonly Problem[] {
  const problems: Problem[] = []
  const directory = options.dir ?? nvrxDirectory(environment)
  if (directory === undefined)
    problems.push({ place, reason: 'name a directory for the message files, or set NVRX_NODE_LOCAL_TMPDIR' })
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
  const unsafe = directory === undefined || problems.length > 0 ? undefined : refuseUnsafeDirectory(directory)
  if (unsafe !== undefined) problems.push({ file: directory as string, place, reason: unsafe })
  if (problems.length > 0) return problems
  return {
    directory: directory as string,
    prefix,
    ranks: nvrxRanks(environment),
    maxBytes: maxFileKb * 1024,
    maxFiles,
    command,
  }
}

/**
 * A scheduler that ends a job signals every process of it, and the training process goes on to write its last words:
 * its end of file ends us. Only a second signal of a kind ends us at once.
 */
function waitForUpstream(): () => void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, () => {})
  return () => {
    for (const signal of signals) process.removeAllListeners(signal)
  }
}
