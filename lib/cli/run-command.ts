// `logmon run`: the same stages as the pipe, in one process, with no JSON between them.
import { DIALECT_OPTION } from '../config/dialects/dialect-option.ts'
import { chain, drive } from '../drive.ts'
import { wallClock } from '../io/clock.ts'
import { deliverAlerts } from '../io/deliver.ts'
import { followSource } from '../io/follow-source.ts'
import type { Performer } from '../io/runner.ts'
import { sourceStream } from '../io/source.ts'
import { isProblems, type Problem } from '../stage.ts'
import { alert, parse } from '../stages/index.ts'
import { parseArguments } from './args.ts'
import { jobOf } from './job-file.ts'
import { type SettledStage, settleChain } from './job-stages.ts'
import { COMMON_OPTIONS, CONFIG_OPTION, clockMode, type Input, MAX_LINE_BYTES, readFiles, refuse, runProcess } from './main.ts'
import { version } from './version.ts'

const PROGRAM = 'logmon run'

const LINE = {
  program: PROGRAM,
  summary: 'Run all stages of a job file in one process: parse, rules, hang, alert.\nReads standard input, or follows the files that are named.',
  options: { ...CONFIG_OPTION, ...DIALECT_OPTION, ...COMMON_OPTIONS, ...parse.options, ...followSource.options },
  positionals: '[PATH|GLOB|DIR ...]',
  examples: [
    { command: 'tail -F train.log | logmon run -c job.yaml', describe: 'watch a log' },
    { command: "logmon run -c job.yaml 'logs/**/*.log'", describe: 'follow the files of a job' },
    { command: 'logmon run -c job.yaml --clock record < old.log', describe: 'replay a log: what would have been said, and when' },
  ],
  version,
}

export async function runCommand(argv: readonly string[]): Promise<void> {
  const parsed = await parseArguments(LINE, argv)
  if (parsed.is === 'print') {
    process.stdout.write(parsed.text)
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
  const settled = settleChain(config, options, process.env)
  if (isProblems(settled)) return refuse(PROGRAM, settled as readonly Problem[])
  const stages = settled as readonly SettledStage[]
  const performer = await deliverAlerts(stages.find(({ stage }) => stage === alert)?.settings as never)
  if (isProblems(performer)) return refuse(PROGRAM, performer)
  const following = followSource.settle(parsed.values as never, parsed.positionals, process.env)
  const follows = parsed.positionals.length > 0 || (options['log-dir'] as readonly string[]).length > 0
  if (follows && isProblems(following)) return refuse(PROGRAM, following)

  await runProcess(
    PROGRAM,
    {
      driver: chain(stages.map(({ stage, settings }) => drive(stage.start(settings), mode, stage.passes))),
      mode,
      clock: wallClock,
      readsLines: true,
      only: options['only'] === true,
      maxLineBytes: MAX_LINE_BYTES,
      performer: performer as Performer,
    },
    ...(follows ? [followedInput(following)] : []),
  )
}

/** The files as input. Ended, they give what was read so far; their positions are saved. */
function followedInput(settings: unknown): Input {
  const stop = new AbortController()
  return { stream: sourceStream(followSource.open(settings as never, stop.signal)), isPipe: false, end: () => stop.abort() }
}
