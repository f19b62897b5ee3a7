// What every binary does: read argv and files, settle the stage, run it, set the exit code.
import { fstatSync } from 'node:fs'
import { type ClockMode, chain, drive } from '../drive.ts'
import { wallClock } from '../io/clock.ts'
import { fileInput, isFileInput } from '../io/file-input.ts'
import { type Performer, run } from '../io/runner.ts'
import { version } from '../io/version.ts'
import type { NamedFile, OptionTable } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { AnyStage } from '../stage.ts'
import { type CommandLine, parseArguments } from './args.ts'
import { EXIT, formatProblem } from './errors.ts'
import { jobOf } from './job-file.ts'
import { print } from './print.ts'
import { readFiles } from './read-files.ts'

/** Options that every stage has. */
export const COMMON_OPTIONS = {
  clock: {
    type: 'choice',
    choices: ['wall', 'record'],
    describe: "whose time counts: the wall clock, or the records' own for a replay (also: LOGMON_CLOCK)",
  },
  only: { type: 'flag', describe: 'write only what this program adds, not what it reads' },
} as const satisfies OptionTable

/** -c, for stages that are configured by the job file. */
export const CONFIG_OPTION = {
  config: { type: 'file', alias: 'c', placeholder: 'FILE', describe: 'the job file (YAML or JSON)' },
} as const satisfies OptionTable

/** Longest line that is read whole, in bytes. The parser cuts at its own, lower option. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024

export function commandLine(stage: AnyStage): CommandLine {
  return {
    program: `logmon-${stage.name}`,
    summary: stage.summary,
    options: { ...stage.options, ...(stage.configured ? CONFIG_OPTION : {}), ...COMMON_OPTIONS },
    ...(stage.positionals === undefined ? {} : { positionals: stage.positionals }),
    ...(stage.epilogue === undefined ? {} : { epilogue: stage.epilogue }),
    examples: stage.examples.map(example => ({
      command: `logmon-${stage.name}${example.args === '' ? '' : ` ${example.args}`}`,
      describe: example.describe,
    })),
    version,
  }
}

/**
 * Makes the thing that carries out a stage's records (sends its alerts), or says what keeps it from that; absent for
 * stages that only write.
 */
export type PerformerOf = (settings: never, mode: ClockMode) => Promise<Performer | readonly Problem[]> | Performer

/**
 * Reads the files that a program was given in place of standard input; resolves to the exit code. Rejects where one
 * cannot be read.
 */
export type FileMode = (
  settings: never,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
) => Promise<number>

/** Runs one stage as a process, from argv to exit code. */
export async function main(
  stage: AnyStage,
  performerOf?: PerformerOf,
  fileMode?: FileMode,
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const line = commandLine(stage)
  const parsed = await parseArguments(line, argv)
  if (parsed.is === 'print') {
    print(line.program, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(line.program, parsed.problems)

  const read = readFiles(line.options, parsed.values)
  if (isProblems(read)) return refuse(line.program, read)
  const options = read as Readonly<Record<string, unknown>>
  const mode = clockMode(options['clock'] as string | undefined)
  if (isProblems(mode)) return refuse(line.program, mode)
  const config = await jobOf(stage, options, process.env)
  if (isProblems(config)) return refuse(line.program, config)
  const settings = stage.settle(options as never, { config, environment: process.env })
  if (isProblems(settings)) return refuse(line.program, settings)

  if (fileMode !== undefined && parsed.positionals.length > 0) {
    try {
      const code = await fileMode(settings as never, parsed.positionals, options)
      process.exitCode ??= code // a disk that was full has set it
    } catch (error) {
      process.stderr.write(`${formatProblem(line.program, { place: '', reason: (error as Error).message })}\n`)
      process.exitCode = EXIT.failed
    }
    return
  }
  const driver = chain([drive(stage.start(settings), mode, stage.passes)])
  const performer = await performerOf?.(settings as never, mode as ClockMode)
  const job = options['config'] as NamedFile | undefined
  // What a performer needs stands in the job file.
  if (isProblems(performer))
    return refuse(
      line.program,
      job === undefined ? performer : performer.map(problem => ({ file: job.path, ...problem })),
    )
  await runProcess(line.program, {
    driver,
    mode,
    clock: wallClock,
    readsLines: stage.reads === 'lines',
    only: options['only'] === true,
    maxLineBytes: MAX_LINE_BYTES,
    ...(performer === undefined ? {} : { performer }),
  })
}

/** Where lines come from, and how its end is brought about. */
export interface Input {
  readonly stream: NodeJS.ReadableStream
  /**
   * What the first SIGINT does: nothing where whoever writes to us got it too and its end of file will end us; end a
   * source of our own; stop at once.
   */
  readonly onInterrupt: 'wait' | 'end' | 'stop'
  /** Takes a chunk back that was read. */
  giveBack?(chunk: Buffer): void
  end(): void
}

function standardInput(): Input {
  if (isFileInput()) return { ...fileInput(0), onInterrupt: 'wait' }
  return {
    stream: process.stdin,
    onInterrupt: process.stdin.isTTY ? 'stop' : 'wait',
    end: () => void process.stdin.push(null),
  }
}

/** Node takes a directory for empty input; it is a mistake of whoever wrote `< logs`. */
function isDirectory(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isDirectory()
  } catch {
    return false // closed: empty input
  }
}

/** Runs on an input and standard output with the signals of a polite pipe member; sets the exit code. */
export async function runProcess(program: string, options: Parameters<typeof run>[0], given?: Input): Promise<void> {
  if (given === undefined && isDirectory(0))
    return refuse(program, [
      { place: 'standard input', reason: 'is a directory: give it a file, or follow the directory with logmon-follow' },
    ])
  const input = given ?? standardInput()
  handleSignals(input)
  try {
    await run(options, {
      input: input.stream,
      output: process.stdout,
      ...(input.giveBack === undefined ? {} : { giveBack: input.giveBack }),
    })
    if (process.exitCode === undefined)
      process.exitCode = options.performer?.failed() === true ? EXIT.failed : options.driver.exitCode()
  } catch (error) {
    process.exitCode = process.exitCode ?? EXIT.failed
    if (process.exitCode !== EXIT.interrupted)
      process.stderr.write(`${formatProblem(program, { place: '', reason: (error as Error).message })}\n`)
  }
}

/**
 * SIGTERM is end of input. The first SIGINT is ignored where stdin is a pipe: whoever writes to us got it too, and its
 * end of file ends us with nothing lost; a source of our own it ends. The second one, or the first on a terminal, ends
 * at once. All but the ignored one end with 130. The handlers stay: a further signal on the way out must not change the
 * exit status.
 */
function handleSignals(input: Input): void {
  let interrupts = 0
  const terminate = (): void => input.end()
  const interrupt = (): void => {
    interrupts++
    if (interrupts === 1 && input.onInterrupt === 'wait') return
    process.exitCode = EXIT.interrupted
    if (interrupts === 1 && input.onInterrupt === 'end') {
      input.end()
      return
    }
    ;(input.stream as NodeJS.ReadStream).destroy()
    process.stdout.destroy()
  }
  process.on('SIGTERM', terminate)
  process.on('SIGINT', interrupt)
}

export function refuse(program: string, problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${formatProblem(program, problem)}\n`)
  process.stderr.write(`see ${program} --help\n`)
  process.exitCode = EXIT.usage
}

/** The clock of --clock, else of LOGMON_CLOCK, else wall. */
export function clockMode(option: string | undefined): ClockMode | readonly Problem[] {
  const mode = option ?? process.env['LOGMON_CLOCK'] ?? 'wall'
  if (mode === 'wall' || mode === 'record') return mode
  return [{ place: 'LOGMON_CLOCK', reason: `"${mode}" is none of wall, record` }]
}
