// `logmon run`: the same stages as the pipe, in one process, with no JSON between them.
import { DIALECT_OPTION } from '../config/dialects/dialect-option.ts'
import { type ClockMode, chain, drive } from '../drive.ts'
import { wallClock } from '../io/clock.ts'
import { collectSource } from '../io/collect-source.ts'
import { deliverAlerts } from '../io/deliver/deliver.ts'
import { followSource } from '../io/follow-source.ts'
import type { ModelHelp } from '../io/model/help.ts'
import { both, type Performer } from '../io/runner.ts'
import { type AnySource, sourceStream } from '../io/source.ts'
import { keptInput, type TeeSettings } from '../io/tee/tee.ts'
import { version } from '../io/version.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { ClassifySettings } from '../programs/classify.ts'
import { alert, classify, parse } from '../programs/index.ts'
import { type CommandLine, parseArguments } from './args.ts'
import { formatProblem } from './errors.ts'
import { jobOf } from './job-file.ts'
import { CHAIN, CHAIN_WITH_VERDICTS, defaultsOf, type SettledStage, settleChain } from './job-stages.ts'
import { COMMON_OPTIONS, CONFIG_OPTION, clockMode, type Input, MAX_LINE_BYTES, refuse, runProcess } from './main.ts'
import { print } from './print.ts'
import { readFiles } from './read-files.ts'
import { outliveFileLimits, settleTee } from './tee-main.ts'

const PROGRAM = 'logmon run'

const LINE = {
  program: PROGRAM,
  summary:
    'Run all stages of a job file in one process: parse, rules, hang, alert.\nReads standard input, or follows the files that are named.',
  options: {
    ...CONFIG_OPTION,
    classify: { type: 'flag', describe: 'also say what made a job fail, and alert on the verdict (logmon-classify)' },
    collect: {
      type: 'strings',
      placeholder: 'DIR',
      describe: "read the message files of a node's ranks in time order (logmon-collect)",
    },
    tee: {
      type: 'string',
      placeholder: 'DIR',
      describe: 'keep standard input in NVRx message files in DIR (logmon-tee)',
    },
    ...DIALECT_OPTION,
    ...COMMON_OPTIONS,
    ...parse.options,
    ...followSource.options,
  },
  positionals: '[PATH|GLOB|DIR ...]',
  examples: [
    { command: 'tail -F train.log | logmon run -c job.yaml', describe: 'watch a log' },
    { command: "logmon run -c job.yaml 'logs/**/*.log'", describe: 'follow the files of a job' },
    {
      command: 'logmon run -c job.yaml --clock record < old.log',
      describe: 'replay a log: what would have been said, and when',
    },
  ],
  version,
} as const satisfies CommandLine

export async function runCommand(argv: readonly string[]): Promise<void> {
  const parsed = await parseArguments(LINE, argv)
  if (parsed.is === 'print') {
    print(PROGRAM, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(PROGRAM, parsed.problems)
  const read = readFiles(LINE.options, parsed.values)
  if (isProblems(read)) return refuse(PROGRAM, read)
  const options = read as Readonly<Record<string, unknown>>
  const mode = clockMode(options['clock'] as string | undefined)
  if (isProblems(mode)) return refuse(PROGRAM, mode)
  const config = await jobOf(parse, options, process.env)
  if (isProblems(config)) return refuse(PROGRAM, config)
  const settled = settleChain(options['classify'] === true ? CHAIN_WITH_VERDICTS : CHAIN, config, options, process.env)
  if (isProblems(settled)) return refuse(PROGRAM, settled as readonly Problem[])
  const stages = settled as readonly SettledStage[]
  const performer = await deliverAlerts(stages.find(({ stage }) => stage === alert)?.settings as never)
  if (isProblems(performer)) return refuse(PROGRAM, performer)
  const model = await modelOf(stages, mode as ClockMode)
  if (isProblems(model)) return refuse(PROGRAM, model)
  const source = sourceOf(parsed.values, parsed.positionals)
  if (isProblems(source)) return refuse(PROGRAM, source)

  await runProcess(
    PROGRAM,
    {
      driver: chain(stages.map(({ stage, settings }) => drive(stage.start(settings), mode, stage.passes))),
      mode,
      clock: wallClock,
      readsLines: true,
      only: options['only'] === true,
      maxLineBytes: MAX_LINE_BYTES,
      performer: model === undefined ? (performer as Performer) : both(performer as Performer, model),
    },
    ...(source === undefined ? [] : [source as Input]),
  )
}

/** Who asks a model about what the rules leave unknown, where the job file names one. */
async function modelOf(
  stages: readonly SettledStage[],
  mode: ClockMode,
): Promise<Performer | undefined | readonly Problem[]> {
  const settings = stages.find(({ stage }) => stage === classify)?.settings as ClassifySettings | undefined
  if (settings?.model === undefined) return undefined
  // Loaded on demand: most never ask a model.
  const [{ modelHelp }, { modelPerformer }] = await Promise.all([
    import('../io/model/help.ts'),
    import('../io/model/performer.ts'),
  ])
  const help = await modelHelp(settings.model, mode)
  return isProblems(help) ? help : modelPerformer(help as ModelHelp)
}

/** Standard input, of which every line is kept. */
function kept(directory: string): Input | readonly Problem[] {
  const settings = settleTee({ dir: directory }, [], process.env, '--tee')
  if (isProblems(settings)) return settings
  outliveFileLimits()
  const stream = keptInput(settings as TeeSettings, wallClock, text =>
    process.stderr.write(`${formatProblem(PROGRAM, { place: '', reason: text })}\n`),
  )
  return { stream, onInterrupt: process.stdin.isTTY ? 'stop' : 'wait', end: () => void process.stdin.push(null) }
}

/** The source that is asked for, at work; undefined for standard input. */
function sourceOf(
  values: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): Input | undefined | readonly Problem[] {
  const collected = values['collect'] as readonly string[]
  if (collected.length > 0 && paths.length > 0)
    return [{ place: '--collect', reason: 'cannot be read together with files that are followed' }]
  const isFollowing = paths.length > 0 || (values['log-dir'] as readonly string[]).length > 0
  if (values['tee'] !== undefined) {
    if (collected.length > 0 || isFollowing)
      return [{ place: '--tee', reason: 'keeps standard input: nothing else is read with it' }]
    return kept(values['tee'] as string)
  }
  if (collected.length > 0)
    return opened(
      collectSource,
      collectSource.settle(defaultsOf(collectSource.options) as never, collected, process.env),
    )
  if (!isFollowing) return undefined
  return opened(followSource, followSource.settle(values as never, paths, process.env))
}

/** A source as input. Ended, also by a first Ctrl-C, it gives what was read so far; its positions are saved. */
function opened(source: AnySource, settings: unknown): Input | readonly Problem[] {
  if (isProblems(settings)) return settings
  const stop = new AbortController()
  return { stream: sourceStream(source.open(settings, stop.signal)), onInterrupt: 'end', end: () => stop.abort() }
}
