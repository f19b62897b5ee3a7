// What reads the output of an attempt: the stages of `logmon run`, with the verdict on its end.
import { BOUNDS } from '../../bounds.ts'
import type { ClassifySettings } from '../../classify/settings.ts'
import { chain } from '../../drive.ts'
import { wallClock } from '../../io/clock.ts'
import type { Effect } from '../../io/effect.ts'
import { sentenceOf } from '../../io/error-words.ts'
import type { Beside, BesideAttempt } from '../../io/resume/beside.ts'
import type { Attempt } from '../../io/resume/job.ts'
import type { EndedAttempt, KeptWatch } from '../../io/resume/kept-watch.ts'
import { tailLog } from '../../io/resume/log-tail.ts'
import type { Watch } from '../../io/resume/supervise.ts'
import { run } from '../../io/runner.ts'
import { isProblems } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import type { AnyRecord, LogRecord, VerdictRecord } from '../../record/types.generated.ts'
import { recordText } from '../../record/write.ts'
import { type Asked, ofJobFile } from '../command.ts'
import type { SettledStage } from '../run-stages.ts'
import type { Measured } from './measure.ts'
import type { Sink } from './sink.ts'
import { alertsOf, driverOf, effectOf, endingBy, savedForNext, stagesOf, type WatchFiles } from './stages.ts'

const MAX_LINE_BYTES = BOUNDS['input.line'].most

export interface WatchSettings {
  readonly asked: Asked
  readonly work: WatchFiles
  /** What is known of the attempts before. */
  readonly known: KeptWatch
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

/** Begins to read a log from there on; `told` is given each change of the job's state. */
export function startWatch(
  settings: WatchSettings,
  { number, log }: Attempt,
  offset: number,
  onState: (to: string, reason: string) => void,
): Watch {
  const before = settings.known.ended(number)
  // Killed after its verdict was told: told again it would be another one.
  if (before !== undefined) return ofEnded(settings, before)
  const tail = tailLog(log, offset)
  const besides = settings.beside?.attempt(tail, MAX_LINE_BYTES)
  const outcome: string[] = []
  const seen: Reading['seen'] = { verdict: undefined }
  const watching = read(settings, { number, streams: besides ?? { stream: tail.stream }, outcome, seen, onState })
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

/** Of an attempt that was judged: tells what was told of its end, which the outbox knows where it was. */
function ofEnded(settings: WatchSettings, { verdict, alerts }: EndedAttempt): Watch {
  return {
    async judge() {
      const stages = stagesOf(settings.asked, settings.work)
      const telling = isProblems<readonly SettledStage[]>(stages) ? undefined : alertsOf(stages)
      const effect = telling && (await effectOf(telling, settings.tell))
      if (effect === undefined || isProblems(effect)) return verdict
      for (const alert of alerts)
        effect.take(alert, true, record => void settings.records.write(recordText(record, undefined)))
      await effect.finish()
      return verdict
    },
    leave: async () => undefined,
  }
}

interface Reading {
  /** Which attempt it is. */
  readonly number: number
  /** Lines of its output; or records of a source, which tells what was done with them. */
  readonly streams: Pick<BesideAttempt, 'stream'> & Partial<BesideAttempt>
  /** Lines of how it ended: they are there once the log is read to its end. */
  readonly outcome: readonly string[]
  readonly seen: { verdict: VerdictRecord | undefined }
  onState(to: string, reason: string): void
}

async function read(settings: WatchSettings, reading: Reading): Promise<void> {
  const { number, streams, outcome, seen, onState } = reading
  const { asked, records, lines, measured } = settings
  const settled = stagesOf(asked, settings.work)
  if (isProblems<readonly SettledStage[]>(settled)) throw new Error(settled.map(({ reason }) => reason).join('; '))
  const stages = settled.map(each =>
    each.stage.name === 'classify' ? { ...each, settings: { ...(each.settings as ClassifySettings), outcome } } : each,
  )
  const effects: Effect[] = []
  for (const { stage, settings: own } of stages) {
    const effect = await effectOf({ stage, settings: own }, settings.tell)
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
  const begun = chain(stages.map(one => driverOf(one, settings.known.before(number))))
  // Noted first: who comes after a kill tells the same, and makes no second word of it.
  const driver = endingBy(begun, made => {
    const verdict = made.findLast(isFinalVerdict) ?? seen.verdict
    const alerts = made.filter(record => record.kind === 'alert')
    try {
      settings.known.note({ attempt: number, verdict, alerts, stages: savedForNext(stages, begun.save()) })
    } catch (error) {
      settings.tell(`what is known after attempt ${number} cannot be kept: ${sentenceOf(error)}`)
    }
  })
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
      if (isFinalVerdict(record)) seen.verdict = record
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

const isFinalVerdict = (record: AnyRecord): record is VerdictRecord =>
  record.kind === 'verdict' && record.state === 'final'

/** A line as it may reach a terminal: each state of a bar that is drawn anew is a line of its own. */
const jobLine = ({ message }: LogRecord): string => `${printable(message.replaceAll('\r', '\n'))}\n`
