// What reads the output of an attempt: the stages of `logmon run`, with the verdict on its end.
import { existsSync, readFileSync } from 'node:fs'
import { BOUNDS } from '../../bounds.ts'
import type { ClassifySettings } from '../../classify/settings.ts'
import { chain, drive } from '../../drive.ts'
import { wallClock } from '../../io/clock.ts'
import type { Effect } from '../../io/effect.ts'
import { sentenceOf } from '../../io/error-words.ts'
import type { Beside, BesideAttempt } from '../../io/resume/beside.ts'
import { tailLog } from '../../io/resume/log-tail.ts'
import type { Watch } from '../../io/resume/supervise.ts'
import { run } from '../../io/runner.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import type { LogRecord, VerdictRecord } from '../../record/types.generated.ts'
import { settleStages, stagesFor } from '../chain.ts'
import { type Asked, ofJobFile } from '../command.ts'
import type { SettledStage } from '../run-stages.ts'
import type { Measured } from './measure.ts'
import { WATCH_GROUP } from './settings.ts'
import type { Sink } from './sink.ts'

const MAX_LINE_BYTES = BOUNDS['input.line'].most

export interface WatchSettings {
  readonly asked: Asked
  /** The ledger of attempts. */
  readonly historyFile: string
  /** Where records go. */
  readonly records: Sink
  /** Where the lines of the job are shown; undefined for nowhere. */
  readonly lines: Sink | undefined
  /** Undefined where nobody asks for metrics. */
  readonly measured: Measured | undefined
  /** Files that are read beside its output; undefined for none. */
  readonly beside: Beside | undefined
  tell(text: string): void
}

/** Returns the stages that watch an attempt, or what is wrong with their options. */
export function stagesOf(asked: Asked, historyFile: string): readonly SettledStage[] | readonly Problem[] {
  const text = existsSync(historyFile) ? readFileSync(historyFile, 'utf8') : ''
  const own = Object.fromEntries(WATCH_GROUP.names.map(name => [name, asked.values[name]]))
  // Judged in any case: what is done after an attempt rests on it.
  const values = { ...own, classify: true, history: { path: historyFile, text } }
  return settleStages(stagesFor({ config: asked.config, values }), { ...asked, values, isResumed: true })
}

/** Begins to read a log from there on; `told` is given each change of the job's state. */
export function startWatch(
  settings: WatchSettings,
  log: string,
  offset: number,
  onState: (to: string, reason: string) => void,
): Watch {
  const tail = tailLog(log, offset)
  const besides = settings.beside?.attempt(tail, MAX_LINE_BYTES)
  const outcome: string[] = []
  const seen: Reading['seen'] = { verdict: undefined }
  const watching = read(settings, { streams: besides ?? { stream: tail.stream }, outcome, seen, onState })
  let isLeft = false
  const ended = watching.catch((error: Error) => {
    if (!isLeft) settings.tell(`what it writes is read no more: ${sentenceOf(error)}`)
  })
  return {
    async judge(lines) {
      outcome.push(...lines)
      tail.end()
      besides?.end()
      await ended
      besides?.stop()
      return seen.verdict
    },
    async leave() {
      isLeft = true
      tail.stop()
      besides?.stop()
      await ended
    },
  }
}

interface Reading {
  /** Lines of its output; or records of a source, which tells what was done with them. */
  readonly streams: Pick<BesideAttempt, 'stream'> & Partial<BesideAttempt>
  /** Lines of how it ended: they are there once the log is read to its end. */
  readonly outcome: readonly string[]
  readonly seen: { verdict: VerdictRecord | undefined }
  onState(to: string, reason: string): void
}

async function read(settings: WatchSettings, { streams, outcome, seen, onState }: Reading): Promise<void> {
  const { asked, historyFile, records, lines, measured } = settings
  const settled = stagesOf(asked, historyFile)
  if (isProblems<readonly SettledStage[]>(settled)) throw new Error(settled.map(({ reason }) => reason).join('; '))
  const stages = settled.map(each =>
    each.stage.name === 'classify' ? { ...each, settings: { ...(each.settings as ClassifySettings), outcome } } : each,
  )
  const effects: Effect[] = []
  for (const { stage, settings: own } of stages) {
    const effect = await stage.effect?.(own, 'wall')
    if (isProblems(effect))
      throw new Error(
        ofJobFile(effect, asked)
          .map(({ reason }) => reason)
          .join('; '),
      )
    if (effect !== undefined) effects.push(effect)
  }
  measured?.attempt([...effects])
  effects.push(seeing({ seen, onState, lines }), ...(measured === undefined ? [] : [measured.effect]))
  const drivers = stages.map(({ stage, settings: own }) => drive(stage.start(own), 'wall', stage.passes, stage.name))
  const driver = chain(drivers)
  await run(
    {
      driver,
      mode: 'wall',
      clock: wallClock,
      readsLines: true,
      trust: streams.acknowledged === undefined ? 'none' : 'source',
      name: stages[0]?.stage.name ?? '',
      only: asked.values['only'] === true,
      maxLineBytes: MAX_LINE_BYTES,
      effects,
      ...(measured === undefined ? {} : { counts: measured.counts }),
    },
    {
      ...(streams.acknowledged === undefined ? {} : { acknowledged: streams.acknowledged }),
      ...{ input: streams.stream, output: records.stream() },
    },
  )
  measured?.counts.failed(driver.failed())
}

/** Sees how the job is and what ended it, and shows its lines. */
function seeing({ seen, onState, lines }: Pick<Reading, 'seen' | 'onState'> & Pick<WatchSettings, 'lines'>): Effect {
  /** What hangs: rules, and the job. One that is FAULTED hangs all the same where a rule of hangs says so. */
  const hanging = new Set<string>()
  return {
    take(record) {
      if (record.kind === 'log') return lines?.write(jobLine(record))
      if (record.kind === 'verdict' && record.state === 'final') seen.verdict = record
      if (record.kind !== 'status' || record.scope === 'rank') return undefined
      const name = record.scope === 'job' ? '' : (record.rule ?? '')
      const before = hanging.size
      if (record.to === 'HANGING') hanging.add(name)
      else hanging.delete(name)
      if (before === 0 && hanging.size > 0) onState('HANGING', record.reason ?? '')
      else if (before > 0 && hanging.size === 0) onState(record.to, record.reason ?? '')
      return undefined
    },
    finish: async () => undefined,
    failed: () => false,
  }
}

/** A line as it may reach a terminal: each state of a bar that is drawn anew is a line of its own. */
const jobLine = ({ message }: LogRecord): string => `${printable(message.replaceAll('\r', '\n'))}\n`
