// What a program is: the one declaration that its command line, help, `logmon run`, the front door, the README's table
// and the build are made of.
import type { JobConfig } from './config/job.ts'
import type { ClockMode } from './drive.ts'
import type { Effect } from './io/effect.ts'
import type { Input } from './io/input.ts'
import type { RunCounts } from './io/measure/run-counts.ts'
import type { Source } from './io/source.ts'
import type { StagesBefore } from './io/stage-state.ts'
import type { OptionsOf, OptionTable, OptionValues } from './options.ts'
import type { Problem } from './problem.ts'
import type { AnyRecord } from './record/types.generated.ts'
import type { Stage } from './stage.ts'

/** How a process ends: with an exit code, or by the signal that ended the command that it ran. */
export type Ending = number | NodeJS.Signals

type Environment = Readonly<Record<string, string | undefined>>

interface Named {
  /** Further names under which `logmon` knows it: those that people know from elsewhere. */
  readonly aliases?: readonly string[]
}

/** Where a stage stands in `logmon run`, and when. */
export type ChainPlace = {
  /** Stages stand in the order of these numbers, which leave room between them. */
  readonly place: number
  /**
   * What an option is called in `logmon run`, where an earlier stage gives the same name another meaning. Other options
   * of one name mean the same to all stages, and reach them all.
   */
  readonly renames?: Readonly<Record<string, string>>
  /** Options that mean something only where the program stands alone. */
  readonly alone?: readonly string[]
} & (
  | { readonly when: 'always' }
  /**
   * Where the job file has a section of the stage's name, or with `--NAME`, which `describe` is the help of; where it
   * is a built-in `check` (config/checks.ts), also unasked where nobody has said what to look for.
   */
  | { readonly when: 'asked'; readonly describe: string; readonly check?: string }
)

/** What a program that reads files, or does something else than filter, is given to talk with. */
export interface Talk {
  readonly mode: ClockMode
  /**
   * Writes text to standard output. Resolves when it has left, to false where nobody reads any more or it cannot be
   * written: that is told already.
   */
  readonly print: (text: string) => Promise<boolean>
}

/** A stage as a program: a filter from standard input to standard output, and a part of `logmon run`. */
export interface StageProgram<T extends OptionTable, Settings> extends Named, Stage<T, Settings> {
  readonly role: 'stage'
  /** Absent for a stage that only stands alone. */
  readonly chain?: ChainPlace
  /** Makes what carries out its records (sends its alerts), or says what keeps it from that. */
  readonly effect?: (settings: Settings, mode: ClockMode) => Promise<Effect | readonly Problem[]>
  /**
   * Takes what its machine saved when an attempt of a job had ended, and returns what it goes on from in the next one;
   * absent for a stage to which each attempt is a job of its own.
   */
  readonly nextAttempt?: (saved: unknown) => unknown
  /**
   * Returns what says in lines, for `logmon explain`, what its effect would make of one line's record after the other;
   * none where that is nothing.
   */
  readonly explain?: (settings: Settings) => (record: AnyRecord) => readonly string[]
  /** Where it writes metrics by the job file, unless an option names a file; absent for nowhere. */
  readonly metricsFile?: (config: JobConfig) => string | undefined
  /** Returns what is meant by options that had another name before; absent where none had. */
  readonly withOldNames?: (values: OptionValues) => OptionValues
  /** What it does with arguments, in place of reading standard input; gives the exit code. */
  readonly files?: (settings: Settings, words: readonly string[], talk: Talk) => Promise<number | readonly Problem[]>
}

/** What a program before the stages of `logmon run` reads, in place of standard input as it is. */
export interface Front<Settings> {
  /** Options of `logmon run` that ask for it. */
  readonly options?: OptionTable
  /** The options of the program that `logmon run` takes, too; none where absent. */
  readonly ownOptions?: OptionTable
  /** The command line that it would have alone, where that of `logmon run` asks for it; undefined where it does not. */
  asked(values: OptionValues, paths: readonly string[]): FrontAsked | undefined
  /** `stages`: what the stages behind it knew, where they keep that in its --state. */
  open(settings: Settings, say: (text: string) => void, stages?: StagesBefore): Input
  /** True where it is standard input that it reads, and passes on. */
  readonly readsStandardInput?: true
  /** Said where another front is asked for, too; absent where the other one says it. */
  readonly conflict?: Problem
}

export interface FrontAsked {
  readonly options: OptionValues
  readonly words: readonly string[]
  /** The option of `logmon run` that all of this comes from, to name in problems. */
  readonly place?: string
}

/** A source as a program: it reads files or hosts, and writes records to standard output. */
export interface SourceProgram<T extends OptionTable, Settings> extends Named, Source<T, Settings> {
  readonly role: 'source'
  readonly front?: Front<Settings>
}

/** A program that is neither: what it does with standard input and output is its own. */
export interface ToolProgram<T extends OptionTable, Settings> extends Named {
  readonly role: 'tool'
  readonly name: string
  /** One sentence, at most 72 characters. */
  readonly summary: string
  readonly positionals?: string
  readonly options: T
  readonly examples: readonly { readonly command: string; readonly describe: string }[]
  settle(options: OptionsOf<T>, positionals: readonly string[], environment: Environment): Settings | readonly Problem[]
  /** Does all of its work; `say` takes a line for the user, `counts` what is read, where somebody collects metrics. */
  act(settings: Settings, say: (text: string) => void, counts?: RunCounts): Promise<Ending>
  readonly front?: Front<Settings>
}

// The type parameters are private to each program: tables of programs hold them without.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
export type AnyStageProgram = StageProgram<any, any>
export type AnySourceProgram = SourceProgram<any, any>
export type AnyToolProgram = ToolProgram<any, any>
// biome-ignore-end lint/suspicious/noExplicitAny: see above
export type AnyProgram = AnyStageProgram | AnySourceProgram | AnyToolProgram

// Each of these keeps the option types of a literal, so that `settle` sees each option's own type.

export function stageProgram<const T extends OptionTable, Settings>(
  program: Omit<StageProgram<T, Settings>, 'role'>,
): StageProgram<T, Settings> {
  return { role: 'stage', ...program }
}

export function sourceProgram<const T extends OptionTable, Settings>(
  program: Omit<SourceProgram<T, Settings>, 'role'>,
): SourceProgram<T, Settings> {
  return { role: 'source', ...program }
}

export function toolProgram<const T extends OptionTable, Settings>(
  program: Omit<ToolProgram<T, Settings>, 'role'>,
): ToolProgram<T, Settings> {
  return { role: 'tool', ...program }
}
