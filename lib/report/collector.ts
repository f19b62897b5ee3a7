// The records of one job in the order of time, and what was judged of it -> its part of a report.
import { BOUNDS } from '../bounds.ts'
import { type Account, accountOf } from '../goodput/account.ts'
import { believer } from '../goodput/believer.ts'
import { blameOf, judgementsOf } from '../goodput/blame.ts'
import { type AttemptHistory, historian } from '../goodput/history.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { eventTeller } from '../view/events.ts'
import { chainOf } from '../why/chain.ts'
import type { JudgedJob } from '../why/judged.ts'
import { type Row, rowsOf } from '../why/rows.ts'
import type { AttemptReport, JobReport, ReportEvent, StateSpan } from './data.ts'
import { hoursOf } from './hours.ts'
import { rankActivity } from './rank-activity.ts'
import { stepPlotOf } from './step-plot.ts'

const MAX_EVENTS = BOUNDS['report.events'].most
const MAX_STATES = BOUNDS['report.states'].most
const MAX_NAME = 200
const MAX_REASON = 400

export interface Collector {
  take(record: AnyRecord): void
  /** `most`: places of its curves. */
  report(
    name: string,
    judged: JudgedJob,
    most: number,
  ): { readonly report: JobReport; readonly account: Account | undefined }
}

export function collector(): Collector {
  const history = historian()
  const ranks = rankActivity()
  const states: StateSpan[] = []
  const events: ReportEvent[] = []
  const tell = eventTeller()
  const believed = believer()
  let now: Millis = 0
  let eventsLeft = 0

  function takeState(record: AnyRecord & { kind: 'status' }): void {
    const last = states.at(-1)
    if (last !== undefined) states[states.length - 1] = { ...last, to: now }
    states.push({ from: now, to: now, state: record.to, reason: cleanLine(record.reason ?? '', MAX_REASON) })
    if (states.length > MAX_STATES) joinOldest(states)
  }
  return {
    take(record) {
      history.take(record)
      const at = record.time === undefined ? undefined : parseTime(record.time)
      // What a stage says comes by the time of the stream, which looked at it.
      const isLog = record.kind === 'log'
      if (at !== undefined) now = Math.max(now, isLog ? believed(at, record.time_from === 'inferred', now) : at)
      if (record.kind === 'log') ranks.takeLine(record, now)
      else if (record.kind === 'status' && record.scope === 'rank') ranks.takeStatus(record, now)
      else if (record.kind === 'status' && record.scope === 'job') takeState(record)
      const event = record.kind === 'log' || record.kind === 'match' ? undefined : tell(record, now)
      if (event === undefined) return
      const { time, word, who, tone, text } = event
      events.push({ at: time, word, who, tone, text })
      if (events.length > MAX_EVENTS) {
        events.shift()
        eventsLeft++
      }
    },
    report(name, judged, most) {
      const { attempts, isTimeless } = history.result()
      const judgements = judgementsOf(attempts, judged.attempts)
      const blames = judgements.map(each => (each === undefined ? undefined : blameOf(each)))
      const counted = accountOf({ attempts, isTimeless }, blames)
      const account = counted === undefined || counted.totalMs <= 0 ? undefined : counted
      const rows = rowsOf([{ name, judged }])
      const rowFor = (index: number): Row | undefined =>
        rows.find(({ attemptOf }) => attemptOf !== undefined && attemptOf === judgements[index])
      const last = rows[0]
      const rankMap = ranks.result()
      const lastStep = attempts.findLast(({ points }) => points.length > 0)?.points.at(-1)?.step
      const state = states.at(-1)
      const ended = attempts.at(-1)?.ended ?? 0
      const report: JobReport = {
        name: cleanLine(name, MAX_NAME),
        ...{
          action: last?.urgency ?? '',
          actionWords: last?.action ?? '',
          cause: last?.cause ?? '',
          who: last?.who ?? '',
        },
        ...{ began: isTimeless ? 0 : (attempts[0]?.began ?? 0), ended: isTimeless ? 0 : ended },
        ...(lastStep === undefined ? {} : { lastStep }),
        attempts: attempts.map((attempt, index) => attemptReport(attempt, index, rowFor(index))),
        states: state === undefined ? [] : [...states.slice(0, -1), { ...state, to: Math.max(state.from, ended) }],
        plot: stepPlotOf(attempts, most),
        ...(rankMap === undefined ? {} : { ranks: rankMap }),
        ...{ events, eventsLeft },
        ...(account === undefined ? {} : { hours: hoursOf(account) }),
      }
      return { report, account }
    },
  }
}

function attemptReport({ number, began, ended }: AttemptHistory, index: number, row: Row | undefined): AttemptReport {
  return {
    title: `attempt ${number ?? index}`,
    ...{ began, ended, action: row?.urgency ?? '', cause: row?.cause ?? '' },
    sections: row === undefined ? [] : chainOf(row).sections,
  }
}

function joinOldest(states: StateSpan[]): void {
  const [first, second] = states as [StateSpan, StateSpan]
  states.splice(0, 2, { ...second, from: first.from })
}
