// The one way from a command line to an exit code: parse it, print or refuse or read what it names, then act. Expected
// failures are values; nothing here ends the process.

import type { JobConfig } from '../config/job.ts'
import type { ClockMode } from '../drive.ts'
import { sentenceOf } from '../io/error-words.ts'
import { isPiped } from '../io/input.ts'
import { fileOf, type OptionValues, textOf } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { Ending } from '../program.ts'
import { type CommandLine, parseArguments } from './args.ts'
import { EXIT } from './exit-codes.ts'
import { type Output, processOutput } from './output.ts'
import { readFiles } from './read-files.ts'

/** What a command line asks for, read and checked. */
export interface Asked {
  /** `file` options hold the file. */
  readonly values: OptionValues
  readonly positionals: readonly string[]
  /** That of --clock, else of LOGMON_CLOCK; wall for a command that has no clock. */
  readonly mode: ClockMode
  /** The job file; undefined where none was given, or the command takes none. */
  readonly config: JobConfig | undefined
  readonly environment: NodeJS.ProcessEnv
  /** True where standard input is a pipe and time is the clock's. */
  readonly isWatching: boolean
}

export interface Command {
  readonly line: CommandLine
  /** Reads the job file; absent for a command that takes none. */
  readonly jobOf?: (
    values: OptionValues,
    environment: NodeJS.ProcessEnv,
  ) => Promise<JobConfig | undefined | readonly Problem[]>
  /** Does what was asked. Rejects where something failed that it could not foresee, such as a disk that is full. */
  act(asked: Asked, output: Output): Promise<Ending | readonly Problem[]>
}

/** A command of `logmon` itself: `logmon NAME`. */
export interface FrontCommand extends Command {
  readonly name: string
  /** What the help of `logmon` says of it. */
  readonly summary: string
}

/** Runs a command; resolves to how the process is to end. */
export async function runCommand(command: Command, argv: readonly string[]): Promise<Ending> {
  const output = processOutput(command.line.program)
  const parsed = await parseArguments(command.line, argv)
  if (parsed.is === 'usage') return output.refuse(parsed.problems)
  if (parsed.is === 'print') {
    await output.print(parsed.text)
    return output.hasFailed() ? EXIT.failed : EXIT.ok
  }
  const asked = await read(command, parsed.values, parsed.positionals)
  if (isProblems(asked)) return output.refuse(asked)
  try {
    const ending = await command.act(asked, output)
    if (isProblems(ending)) return output.refuse(ending)
    return output.hasFailed() ? EXIT.failed : ending
  } catch (error) {
    output.say(sentenceOf(error))
    return EXIT.failed
  }
}

async function read(
  { line, jobOf }: Command,
  given: OptionValues,
  positionals: readonly string[],
): Promise<Asked | readonly Problem[]> {
  const values = readFiles(line.options, given)
  if (isProblems(values)) return values
  const mode = 'clock' in line.options ? clockMode(values['clock'] ?? process.env['LOGMON_CLOCK'] ?? 'wall') : 'wall'
  if (isProblems(mode)) return mode
  const config = await jobOf?.(values, process.env)
  if (isProblems(config)) return config
  const isWatching = mode === 'wall' && positionals.length === 0 && isPiped()
  return { values, positionals, mode, config, environment: process.env, isWatching }
}

/** Only the variable can be wrong: the option is checked as it is parsed. */
function clockMode(mode: unknown): ClockMode | readonly Problem[] {
  if (mode === 'wall' || mode === 'record') return mode
  return [{ place: 'LOGMON_CLOCK', reason: `"${mode}" is none of wall, record` }]
}

/** Names the job file in problems with what stands in it. */
export function ofJobFile(problems: readonly Problem[], { values }: Asked): readonly Problem[] {
  const job = fileOf(values, 'config')
  return job === undefined ? problems : problems.map(problem => ({ file: job.path, ...problem }))
}

/** Returns the name of the job that the command line gives, else the job file. */
export const jobNameOf = ({ values, config }: Pick<Asked, 'values' | 'config'>): string | undefined =>
  textOf(values, 'job') ?? config?.job
