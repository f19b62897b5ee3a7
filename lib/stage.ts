// What a stage is: a synchronous, deterministic state machine, and the one declaration that help, docs, tests and the
// runner are made from.
import type { JobConfig } from './config/job.ts'
import type { OptionsOf, OptionTable } from './options.ts'
import type { Problem } from './problem.ts'
import type { Millis } from './record/time.ts'
import type { AnyRecord, RecordKind } from './record/types.generated.ts'
import type { Form } from './record/write.ts'

/** The shared "nothing to emit" result. */
export const NONE: readonly never[] = []

/**
 * What `onRecord` of a stage that replaces what it reads returns for a record that it leaves as it is: the record goes
 * on with the text that it came with. Returning the record itself would have it written anew, `1` for `1.0`.
 */
export const AS_READ: readonly never[] = []

/** Why there is no more input: it came to its end, or we were asked to stop. */
export type InputEnding = 'ended' | 'stopped'

/**
 * One running stage. Deterministic: the same calls give the same results; `now` never goes backwards (the driver sees
 * to that). A filter returns only what it adds: the driver writes the record that it read first, unchanged.
 */
export interface Machine<In = AnyRecord, Out = AnyRecord> {
  /** Called once, before all else: true where records alone move time. For a machine that has several clocks. */
  onClock?(isReplay: boolean): void
  /**
   * Called once, before anything else, as soon as the time is known: at once under the wall clock, at the first time
   * that a record gives in a replay.
   */
  onStart?(now: Millis): void
  /**
   * Returns what is to leave ahead of a record that is about to pass, at the time of that record. For a filter that
   * waits for what is said at one instant; it must not throw.
   */
  beforeRecord?(record: In, now: Millis): readonly Out[]
  /**
   * Takes one record seen at `now`; returns what to emit, in order. Must not throw for any valid record, nor change it.
   * What is returned is written from the records, always; a copy with a changed field is a record like any other.
   */
  onRecord(record: In, now: Millis): readonly Out[]
  /**
   * Returns what to emit instead of a line or record on which `onRecord` threw, with what that had made before; it must
   * not throw. Absent where the line or record may pass as it came.
   */
  onFailure?(record: In): readonly Out[]
  /**
   * The form of the record at `index` of what the last call returned, for stages that make many records and know their
   * keys: it is written by hand then, with the same bytes. Undefined for JSON.stringify.
   */
  formOf?(record: Out, index: number): Form | undefined
  /** Earliest instant at which `onDeadline` has work; undefined for none. Asked after every call. */
  deadline?(): Millis | undefined
  /**
   * Called with `now` = the deadline, always before any record that comes later than it; `until` is where time goes to.
   */
  onDeadline?(now: Millis, until?: Millis): readonly Out[]
  /** Input ended or the process was asked to stop: release everything held. Called once, last. */
  onEnd?(now: Millis, ending: InputEnding): readonly Out[]
  /**
   * Which of its calls of `onRecord`, counted from 1, was the first whose line or record it still holds: what was read
   * up to there is not acknowledged. Absent for a stage that holds back nothing that it reads.
   */
  oldestHeld?(): number | undefined
  /**
   * What it knows, as plain JSON and no more than its bounds allow. Another machine of the same settings that is given
   * it by `restore` goes on as this one would. May be asked between any two calls, and after the end. Absent where
   * nothing is remembered from one record to the next.
   */
  save?(): unknown
  /**
   * Goes on from what `save` gave; called once, before anything else. Throws with a reason, for a person, where it
   * cannot: then the machine is of no use, and another one begins anew.
   */
  restore?(saved: unknown): void
  /** Exit status that the stage wants for the process, where its options ask for one. Asked after the end. */
  exitCode?(): number
}

/**
 * One example of use, shown in help and docs and run as a test: stdin and the stdout that it gives under --clock
 * record.
 */
export interface Example {
  readonly describe: string
  readonly args: string
  /** Files that args name, by their path: their text. */
  readonly files?: Readonly<Record<string, string>>
  readonly input?: string
  readonly output?: string
}

/** What a stage is told besides its own options. */
export interface Setting {
  /** The job file of -c, checked; absent where none was given. */
  readonly config: JobConfig | undefined
  /**
   * Values of LOGMON_* and of the rank variables (RANK, LOCAL_RANK, SLURM_PROCID, …): the only view of the environment
   * that a stage has.
   */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** True where lines come through a pipe as they are written, for as long as the job lasts; absent is false. */
  readonly isWatching?: boolean
  /** True where what reads the stages' words starts the job again by itself; absent is false. */
  readonly isResumed?: boolean
  /** True where `save` will be asked: a stage may keep more for it than it needs for itself; absent is false. */
  readonly keepsState?: boolean
}

/** The definition of a stage. `T` are its options, `Settings` what `settle` makes of them. */
export interface Stage<T extends OptionTable = OptionTable, Settings = unknown> {
  /** Verb or noun; the binary is `logmon-<name>`. */
  readonly name: string
  /** One sentence, at most 72 characters. */
  readonly summary: string
  /**
   * 'logs': lines of a log, and the records of a source; a line of a log that looks like any other record is text.
   * 'lines': records, and whatever else stands between them, as text. 'records': records; text becomes one of them.
   */
  readonly reads: 'logs' | 'lines' | 'records'
  /** Kinds that it adds. */
  readonly writes: readonly RecordKind[]
  /** True for a filter, which passes every record through; false for a stage that replaces what it reads. */
  readonly passes: boolean
  /** True where -c job.yaml means something to it. */
  readonly configured: boolean
  /**
   * Names of the files that it takes as arguments in place of standard input, for the usage line; absent where it takes
   * none.
   */
  readonly positionals?: string
  /** True where it has --state, a file in which it keeps what it knows from run to run. */
  readonly keepsState?: boolean
  /** Said below the options in --help, such as exit codes of its own. */
  readonly epilogue?: string
  readonly options: T
  readonly examples: readonly Example[]
  /** Pure: turns parsed options into settings, or says what is wrong with them. */
  settle(options: OptionsOf<T>, setting: Setting): Settings | readonly Problem[]
  start(settings: Settings): Machine<AnyRecord | string>
}
