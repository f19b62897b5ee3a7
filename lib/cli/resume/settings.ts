// The options of `logmon resume` -> what it runs with, or what is wrong with them.
import { lstatSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type DumpBy, findProgram } from '../../io/resume/dump-stacks.ts'
import { refuseUnsafeFile } from '../../io/safe-file.ts'
import { listOf, type OptionTable, type OptionValues, textOf } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { classify } from '../../programs/classify.ts'
import { hang } from '../../programs/hang.ts'
import type { ResumeSettings } from '../../resume/machine.ts'

/** Of the stages that watch an attempt: a job file says more. */
const { without, 'step-factor': factor, 'step-floor': floor, 'step-stall': stall, 'first-step': first } = hang.options
const WATCH_OPTIONS = {
  ...{ without, 'step-factor': factor, 'step-floor': floor, 'step-stall': stall, 'first-step': first },
  ...{ silence: hang.options.silence, profile: classify.options.profile, action: classify.options.action },
  ...{ signatures: classify.options.signatures, job: classify.options.job },
} as const satisfies OptionTable

export const WATCH_GROUP = { title: 'How it is watched and judged:', names: Object.keys(WATCH_OPTIONS) }

export const RESUME_OPTIONS = {
  slurm: {
    type: 'string',
    placeholder: 'SCRIPT',
    describe: 'submit this job script in place of running a command; words behind -- are its arguments',
  },
  'sbatch-option': {
    type: 'strings',
    placeholder: 'OPTION',
    describe: 'an option of sbatch, such as --sbatch-option=--nodes=4; may be given again',
  },
  poll: { type: 'duration', default: '10s', describe: 'how often Slurm is asked how its job is' },
  directory: {
    type: 'string',
    placeholder: 'DIR',
    default: 'logmon',
    describe: 'where state, account, ledger, list of nodes and logs are kept',
  },
  log: {
    type: 'string',
    placeholder: 'FILE',
    describe: "the job's own output; {attempt} is the number, without it all are in one [DIR/attempt-{attempt}.log]",
  },
  'max-restarts': {
    type: 'count',
    default: 20,
    describe: 'most restarts after failures; attempts after a time limit or preemption do not count',
  },
  backoff: {
    type: 'duration',
    default: '10s',
    describe: 'pause before a restart; doubled for each in a row before which training came no further',
  },
  'backoff-most': { type: 'duration', default: '10m', describe: 'the longest such pause' },
  wait: { type: 'duration', default: '60s', describe: 'pause where the scheduler ended it' },
  grace: { type: 'duration', default: '30s', describe: 'from being told to end to being killed' },
  'on-hang': {
    type: 'choice',
    choices: ['restart', 'kill', 'dump'],
    default: 'restart',
    describe: 'a hang: end it and restart; end it and stop; or only take its stacks, which the others do first',
  },
  'hang-patience': {
    type: 'duration',
    default: '10m',
    describe: 'how long a hang lasts until something is done about it',
  },
  dump: {
    type: 'string',
    placeholder: 'WORDS|SIGNAL|off',
    describe:
      'how stacks are taken: a program and its words, {pid} for each process (no shell), or a signal at which the program prints them [py-spy, where it is installed]',
  },
  'isolate-file': {
    type: 'string',
    placeholder: 'FILE',
    describe: 'nodes to leave out, one per line: added to and read before each attempt [DIR/excluded]',
  },
  output: {
    type: 'choice',
    choices: ['job', 'ndjson', 'quiet'],
    describe: "on standard output: the job's lines, all records, nothing [job on a terminal, else ndjson]",
  },
  records: { type: 'string', placeholder: 'FILE', describe: 'add all records to this file, too' },
  only: { type: 'flag', describe: 'of the records only what is added, not the lines of the job' },
  ...WATCH_OPTIONS,
} as const satisfies OptionTable

/** What is submitted to Slurm. */
export interface SlurmScript {
  readonly options: readonly string[]
  readonly script: string
  readonly words: readonly string[]
  readonly pollMs: number
}

/** What a run of attempts works with. */
export interface ResumeWork {
  /** What is run; the words of sbatch where it is a job of Slurm. */
  readonly command: readonly string[]
  readonly slurm: SlurmScript | undefined
  readonly directory: string
  readonly isolateFile: string
  /** The ledger of attempts. */
  readonly historyFile: string
  /** Where what is to be told is kept until it was. */
  readonly outboxFile: string
  /** What those who watch know after each attempt. */
  readonly watchFile: string
  readonly machine: ResumeSettings
  readonly dump: DumpBy | undefined
  /** `*` for the pattern of all. */
  logOf(attempt: number | '*'): string
}

const SIGNAL_NAME = /^SIG(?:ABRT|USR1|USR2|QUIT|INT|TRAP)$/

/** Checks options and command; nothing is written. */
export function settleResume(
  values: OptionValues,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): ResumeWork | readonly Problem[] {
  const slurm = slurmOf(values, words)
  const problem =
    slurm === undefined
      ? commandProblem(words, values, environment['PATH'])
      : slurmProblem(slurm, values, environment['PATH'])
  if (problem !== undefined) return [problem]
  const command = slurm === undefined ? words : ['sbatch', ...slurm.options, slurm.script, ...words]
  const directory = `${values['directory']}`
  const stat = lstatSync(directory, { throwIfNoEntry: false })
  if (stat !== undefined && !stat.isDirectory() && !stat.isSymbolicLink())
    return [{ place: '--directory', reason: `${directory} is no directory` }]
  const isolateFile = textOf(values, 'isolate-file') ?? join(directory, 'excluded')
  const pattern = textOf(values, 'log') ?? join(directory, 'attempt-{attempt}.log')
  const logOf = (attempt: number | '*'): string => pattern.replaceAll('{attempt}', `${attempt}`)
  for (const [place, file] of [
    ['--isolate-file', isolateFile],
    ['--log', logOf(1)],
  ] as const) {
    const reason = refuseUnsafeFile(resolve(file))
    if (reason !== undefined) return [{ file, place, reason }]
  }
  // Ours is made; another folder that is missing is rather a name that was mistyped.
  const logFolder = dirname(resolve(logOf(1)))
  if (logFolder !== resolve(directory) && statSync(logFolder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return [{ place: '--log', reason: `there is no folder ${logFolder}` }]
  const dump = dumpBy(textOf(values, 'dump'), slurm !== undefined, environment['PATH'])
  if (isProblems<DumpBy | undefined>(dump)) return dump
  const millis = (name: string): number => values[name] as number
  return {
    ...{ command, slurm, directory, isolateFile, dump, logOf },
    historyFile: join(directory, 'history.ndjson'),
    outboxFile: join(directory, 'alerts.ndjson'),
    watchFile: join(directory, 'watch.json'),
    machine: {
      maxRestarts: values['max-restarts'] as number,
      ...{ backoffMs: millis('backoff'), backoffMostMs: millis('backoff-most'), waitMs: millis('wait') },
      ...{ graceMs: millis('grace'), patienceMs: millis('hang-patience') },
      onHang: values['on-hang'] as ResumeSettings['onHang'],
      outlivesUs: slurm !== undefined,
    },
  }
}

/** What is wrong with a command, told before anything is started: it would fail again and again. */
function commandProblem(
  [program]: readonly string[],
  values: OptionValues,
  path: string | undefined,
): Problem | undefined {
  if (listOf(values['sbatch-option']).length > 0)
    return { place: '--sbatch-option', reason: 'is for a job of Slurm: name its script with --slurm' }
  if (program === undefined) return { place: '', reason: 'name a command: logmon resume -- torchrun train.py' }
  if (findProgram(program, path) !== undefined) return undefined
  const isThere = program.includes('/') && lstatSync(program, { throwIfNoEntry: false }) !== undefined
  return { place: program, reason: isThere ? 'cannot be run: it is not executable' : 'command not found' }
}

function slurmOf(values: OptionValues, words: readonly string[]): SlurmScript | undefined {
  const script = textOf(values, 'slurm')
  if (script === undefined) return undefined
  return { script, words, options: listOf(values['sbatch-option']), pollMs: values['poll'] as number }
}

/** Options of sbatch that would take from us what we go by: where it writes, what it prints, that it is one job. */
const OURS = /^(?:--(?:output|error|open-mode|parsable|quiet|wait|array|wrap)(?:=|$)|-[oeQWa])/

function slurmProblem({ script, options }: SlurmScript, values: OptionValues, path?: string): Problem | undefined {
  if (findProgram('sbatch', path) === undefined) return { place: '--slurm', reason: 'sbatch: command not found' }
  const stat = statSync(script, { throwIfNoEntry: false })
  if (stat?.isFile() !== true)
    return {
      place: '--slurm',
      reason: `${script}: ${stat === undefined ? 'there is no such file' : 'is no regular file'}`,
    }
  const taken = options.find(option => OURS.test(option))
  if (taken !== undefined)
    return {
      place: '--sbatch-option',
      reason: `${taken} is not for you to set: its output is named by --log, and it is one job`,
    }
  const log = textOf(values, 'log')
  return log?.includes('\\') === true
    ? { place: '--log', reason: 'must have no backslash: Slurm would take all else of it for its own' }
    : undefined
}

function dumpBy(
  given: string | undefined,
  isSlurm: boolean,
  path: string | undefined,
): DumpBy | undefined | readonly Problem[] {
  if (given === 'off' || (given === undefined && isSlurm)) return undefined
  if (given === undefined)
    return findProgram('py-spy', path) === undefined
      ? undefined
      : { is: 'command', words: ['py-spy', 'dump', '--pid', '{pid}'], ofPython: true }
  if (SIGNAL_NAME.test(given)) return { is: 'signal', name: given }
  if (isSlurm)
    return [{ place: '--dump', reason: 'only a signal, such as SIGUSR1, reaches the processes of a Slurm job' }]
  const words = given.split(/\s+/).filter(word => word !== '')
  const [program = ''] = words
  if (findProgram(program, path) === undefined)
    return [
      {
        place: '--dump',
        reason: `"${program}" is neither a program that is there, nor a signal such as SIGUSR1, nor off`,
      },
    ]
  return { is: 'command', words, ofPython: false }
}
