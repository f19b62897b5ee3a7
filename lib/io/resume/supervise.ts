// Carries out what the state machine of attempts orders, and gives it what happens.
import type { VerdictRecord } from '../../record/types.generated.ts'
import { goOn, type Order, type ResumeEvent, type ResumeSettings, type Step, step } from '../../resume/machine.ts'
import { freshState, type ResumeState } from '../../resume/state.ts'
import type { Clock } from '../clock.ts'
import { sentenceOf } from '../error-words.ts'
import type { Attempt, Job, Running } from './job.ts'
import type { KeptState } from './kept-state.ts'

/** What reads the output of an attempt. */
export interface Watch {
  /** The attempt has ended: resolves to the verdict on it, which those lines of its end are part of. */
  judge(outcome: readonly string[]): Promise<VerdictRecord | undefined>
  /** Reads no further. */
  leave(): Promise<void>
}

export interface Supervision {
  readonly job: Job
  readonly kept: KeptState
  readonly settings: ResumeSettings
  readonly clock: Clock
  /** Where an attempt of that number writes. */
  logOf(attempt: number): string
  /** Begins to read what an attempt writes; `told` is given each change of the job's state. */
  watch(attempt: Attempt, offset: number, onState: (to: string, reason: string) => void): Watch
  /** Takes the stacks of processes; resolves to what to tell of that. Ends early where the signal says so. */
  dump(attempt: Attempt, processes: readonly number[], running: Running, stop: AbortSignal): Promise<string>
  tell(order: Order & { do: 'tell' }, attempt: number): void
  /** Calls back for each signal of ours. */
  onSignal(take: (name: string) => void): void
}

/** Runs attempts until it is over; resolves to the exit status. */
export async function supervise(setting: Supervision): Promise<number> {
  const { kept, clock, settings, onSignal } = setting
  const events = eventQueue(clock)
  const work: Work = { ...setting, post: events.post, running: undefined, watching: undefined, stopDump: undefined }
  onSignal(name => {
    work.stopDump?.abort()
    events.post({ is: 'signal', name })
  })
  const before = kept.before
  let hasBegun = false
  let next: Step =
    before === undefined || before.phase === 'over'
      ? { state: freshState(before), orders: [{ do: 'launch' }] }
      : goOn(before)
  for (;;) {
    const { state, orders } = next
    // What is told last is kept with the end: until it is told, it is not over.
    if (state.phase !== 'over') keep(work, state, hasBegun)
    hasBegun = true
    // Its end stands in the state: nobody has to find it any more.
    if (state.phase === 'judge') work.running?.forget()
    for (const order of orders) {
      if (order.do === 'leave') {
        await leave(work)
        return order.code
      }
      await carryOut(work, order, state)
    }
    if (state.phase === 'over') {
      keep(work, state, true)
      return state.code ?? 1
    }
    next = await nextStep(events, state, settings, clock)
  }
}

/** A state that cannot be kept any more, as on a full disk, must not end what runs. */
function keep({ kept, tell }: Work, state: ResumeState, hasBegun: boolean): void {
  try {
    kept.keep(state)
  } catch (error) {
    if (!hasBegun) throw error
    const text = `what is known cannot be kept, so that nobody could go on after us: ${sentenceOf(error)}`
    tell({ do: 'tell', code: 'resume_unkept', text }, state.attempt)
  }
}

/** Waits for what changes something. */
async function nextStep(events: EventQueue, state: ResumeState, settings: ResumeSettings, clock: Clock): Promise<Step> {
  for (;;) {
    const next = step(state, await events.next(state.due), clock.now(), settings)
    if (next.state !== state || next.orders.length > 0) return next
  }
}

interface Work extends Supervision {
  post(event: ResumeEvent): void
  running: Running | undefined
  watching: Watch | undefined
  stopDump: AbortController | undefined
}

async function carryOut(work: Work, order: Order, state: ResumeState): Promise<void> {
  const { running, job, kept } = work
  const attempt: Attempt = { number: state.attempt, log: work.logOf(state.attempt), excluded: kept.excluded() }
  switch (order.do) {
    case 'launch':
      return launch(work, attempt)
    case 'find': {
      const found = await job.find(attempt, state.handle)
      if ('ending' in found) {
        work.watching = work.watch(attempt, offsetIn(state), () => undefined)
        work.post({ is: 'ended', ending: found.ending })
      } else take(work, attempt, { ...found, isFound: true })
      return
    }
    case 'signal':
      return running?.signal(order.name, order.to)
    case 'end':
      return running?.end()
    case 'kill':
      return running?.kill()
    case 'dump':
      return dump(work, attempt)
    case 'judge': {
      work.watching ??= work.watch(attempt, offsetIn(state), () => undefined)
      const verdict = await work.watching.judge(order.outcome)
      work.watching = undefined
      work.running = undefined
      work.post({ is: 'judged', verdict, excluded: `${state.handle?.['excluded'] ?? ''}`.split(',') })
      return
    }
    case 'leaveOut':
      return kept.leaveOut(order.nodes)
    case 'tell':
      return work.tell(order, state.phase === 'pause' ? state.attempt - 1 : state.attempt)
    default:
      return
  }
}

const offsetIn = ({ handle }: ResumeState): number => Number(handle?.['offset'] ?? 0)

async function launch(work: Work, attempt: Attempt): Promise<void> {
  const left = await work.job.sweep(attempt)
  const processes = left === 1 ? '1 process' : `${left} processes`
  if (left > 0)
    work.tell(
      {
        do: 'tell',
        code: 'resume_swept',
        text: `attempt ${attempt.number}: ${processes} that an earlier attempt left behind: killed`,
      },
      attempt.number,
    )
  try {
    take(work, attempt, await work.job.launch(attempt))
  } catch (error) {
    work.post({ is: 'refused', reason: sentenceOf(error) })
  }
}

function take(work: Work, attempt: Attempt, running: Running & { readonly isFound: boolean }): void {
  const { handle, words, offset, isFound } = running
  work.running = running
  // What was to be left out when it began: the file may say something else when it ends.
  const excluded = running.excluded ?? attempt.excluded
  const reported = isFound ? handle : { ...handle, excluded: excluded.join(',') }
  work.post({ is: 'runs', handle: reported, words, isFound })
  const watch = (): void => {
    work.watching ??= work.watch(attempt, offset, (to, reason) => work.post({ is: 'status', to, reason }))
  }
  if (running.states === undefined) watch()
  else
    running.states(runs => {
      // What waits until it may run does not hang: it is watched from its start on.
      if (runs) watch()
      work.post({ is: 'queue', waits: !runs })
    })
  running.ended.then(
    ending => work.post({ is: 'ended', ending }),
    () => work.post({ is: 'ended', ending: {} }),
  )
}

async function dump(work: Work, attempt: Attempt): Promise<void> {
  const { running } = work
  if (running === undefined) return
  work.stopDump = new AbortController()
  const text = await work.dump(attempt, running.processes(), running, work.stopDump.signal)
  work.stopDump = undefined
  const announcement = `attempt ${attempt.number}: ${text}`
  if (text !== '') work.tell({ do: 'tell', code: 'resume_stacks', text: announcement }, attempt.number)
}

async function leave({ running, watching }: Work): Promise<void> {
  running?.leave()
  await watching?.leave()
}

interface EventQueue {
  post(event: ResumeEvent): void
  /** Resolves to the next event, or to the time where nothing comes before `due`. */
  next(due: number | undefined): Promise<ResumeEvent>
}

function eventQueue(clock: Clock): EventQueue {
  const waiting: ResumeEvent[] = []
  let wake: ((event: ResumeEvent) => void) | undefined
  return {
    post(event) {
      if (wake === undefined) waiting.push(event)
      else wake(event)
    },
    next(due) {
      const first = waiting.shift()
      if (first !== undefined) return Promise.resolve(first)
      return new Promise(resolve => {
        const disarm = due === undefined ? undefined : clock.at(due, () => wake?.({ is: 'time' }))
        wake = event => {
          wake = undefined
          disarm?.()
          resolve(event)
        }
      })
    },
  }
}
