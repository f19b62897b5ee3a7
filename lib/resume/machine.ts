// What is done about the attempts of a job, one after the other: a pure state machine. Events and the time come in,
// orders go out; whoever carries them out starts processes, asks Slurm and writes files.
import { lineOfState, lineOfStatus } from '../classify/outcome.ts'
import { formatDuration, type Millis } from '../record/time.ts'
import { type Budgets, decide, EXIT_OF_END, type Judged } from './decide.ts'
import type { Ending, Handle, ResumeState } from './state.ts'
import { causeWords, endingWords } from './words.ts'

export interface ResumeSettings extends Budgets {
  /** How long an attempt that was told to end may take before it is killed. */
  readonly graceMs: Millis
  /** How long a hang must last before something is done about it. */
  readonly patienceMs: Millis
  /** True where the attempts go on without us: then we end, and they do not. */
  readonly outlivesUs: boolean
}

export type ResumeEvent =
  /** The attempt runs; `isFound`: it was started by an earlier process of ours. */
  | { readonly is: 'runs'; readonly handle: Handle; readonly words: string; readonly isFound: boolean }
  /** It could not be started, and will not be the next time. */
  | { readonly is: 'refused'; readonly reason: string }
  /** The job's state, in the word of the chain that reads its output. */
  | { readonly is: 'status'; readonly to: string; readonly reason: string }
  /** It waits until it may run, or does so no longer. */
  | { readonly is: 'queue'; readonly waits: boolean }
  | { readonly is: 'ended'; readonly ending: Ending }
  | ({ readonly is: 'judged' } & Judged)
  | { readonly is: 'signal'; readonly name: string }
  /** Time has passed. */
  | { readonly is: 'time' }

export type Order =
  | { readonly do: 'launch' }
  /** Looks for the attempt that an earlier process of ours started. */
  | { readonly do: 'find' }
  /** `all`: every process of its group; `command`: the command alone. */
  | { readonly do: 'signal'; readonly name: string; readonly to: 'all' | 'command' }
  | { readonly do: 'end' }
  | { readonly do: 'kill' }
  | { readonly do: 'dump' }
  /** Judges the attempt by its log and these lines of how it ended. */
  | { readonly do: 'judge'; readonly outcome: readonly string[] }
  | { readonly do: 'leaveOut'; readonly nodes: readonly string[] }
  /** Ends us, and nothing else: what is under way goes on, and is gone on with when we are started again. */
  | { readonly do: 'leave'; readonly code: number }
  /** Tells a person: `code` is its kind for programs. */
  | {
      readonly do: 'tell'
      readonly code: string
      readonly text: string
      readonly fields?: Fields
    }

export interface Step {
  readonly state: ResumeState
  readonly orders: readonly Order[]
}

type Fields = Readonly<Record<string, unknown>>

const STOPS: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP'])

/** `of`: whose attempt it is about. */
const tell = (of: ResumeState, code: string, text: string, fields?: Fields): Order => ({
  do: 'tell',
  code: `resume_${code}`,
  text: `attempt ${of.attempt}: ${text}`,
  ...(fields === undefined ? {} : { fields }),
})

/** Returns how to go on from a state that was kept: only what asked the earlier process to end is over. */
export function goOn(kept: ResumeState): Step {
  const { stop: _, ...state } = kept
  switch (state.phase) {
    case 'run':
    case 'end': {
      const { endedFor: __, due: ___, ...rest } = state
      return { state: rest, orders: [{ do: 'find' }] }
    }
    case 'judge':
      return { state, orders: [{ do: 'judge', outcome: outcomeOf(state, state.ending ?? {}) }] }
    case 'launch':
      return { state, orders: [{ do: 'launch' }] }
    default:
      return { state, orders: [] }
  }
}

/** Returns what follows an event. An event that means nothing in the phase at hand changes nothing. */
export function step(state: ResumeState, event: ResumeEvent, now: Millis, settings: ResumeSettings): Step {
  switch (event.is) {
    case 'runs':
      return running(state, event, now, settings)
    case 'refused':
      return over(state, EXIT_OF_END.failed, `it could not be started: ${event.reason}`)
    case 'status':
      return status(state, event, now, settings)
    case 'queue':
      return queued(state, event.waits)
    case 'ended':
      return ended(state, event.ending, now)
    case 'judged':
      return judged(state, event, now, settings)
    case 'signal':
      return signalled(state, event.name, now, settings)
    case 'time':
      return state.due === undefined || now < state.due ? { state, orders: [] } : due(state, now, settings)
  }
}

/** Without what is of an attempt alone. */
const withoutAttempt = ({ phase, attempt, restarts, inVain, unknown, furthest }: ResumeState): ResumeState => ({
  ...{ phase, attempt, restarts, inVain, unknown },
  ...(furthest === undefined ? {} : { furthest }),
})

function over(state: ResumeState, code: number, reason: string, fields: Fields = {}): Step {
  return {
    state: { ...withoutAttempt(state), phase: 'over', code },
    orders: [
      code === EXIT_OF_END.done
        ? tell(state, 'done', reason, { exit_code: code })
        : tell(state, 'stopped', `stopped: ${reason}`, {
            exit_code: code,
            reason,
            restarts: state.restarts,
            ...fields,
          }),
    ],
  }
}

function running(
  state: ResumeState,
  { handle, words, isFound }: ResumeEvent & { is: 'runs' },
  now: Millis,
  settings: ResumeSettings,
): Step {
  const { stop } = state
  const since = isFound && state.began !== undefined ? state.began : now
  const text = isFound
    ? `runs still (for ${formatDuration(now - since)}), and is watched again: ${words}`
    : `started: ${words}`
  const { hang: _, due: __, stop: ___, waits: ____, ...rest } = state
  const runs: ResumeState = { ...rest, phase: 'run', handle, began: since }
  const announcement = tell(state, isFound ? 'found' : 'started', text)
  // The signal came while it was being started.
  const after = stop === undefined ? { state: runs, orders: [] } : signalled(runs, stop, now, settings)
  return { state: after.state, orders: [announcement, ...after.orders] }
}

function status(
  state: ResumeState,
  { to, reason }: ResumeEvent & { is: 'status' },
  now: Millis,
  { patienceMs, onHang }: ResumeSettings,
): Step {
  if (state.phase !== 'run' || state.waits === true) return { state, orders: [] }
  const { hang, due: _, ...rest } = state
  if (to !== 'HANGING') {
    if (hang === undefined) return { state, orders: [] }
    return { state: rest, orders: [tell(state, 'recovered', `hangs no longer, it is ${to}: ${reason}`)] }
  }
  if (hang !== undefined) return { state, orders: [] }
  const what = { dump: 'its stacks are taken', kill: 'it is ended', restart: 'it is ended and restarted' }[onHang]
  const when = patienceMs === 0 ? '' : `; if that lasts ${formatDuration(patienceMs)}, ${what}`
  return {
    state: { ...rest, hang: { since: now, reason }, due: now + patienceMs },
    orders: [tell(state, 'hanging', `is HANGING: ${reason}${when}`)],
  }
}

function queued(state: ResumeState, waits: boolean): Step {
  if (state.phase !== 'run' || (state.waits === true) === waits) return { state, orders: [] }
  const { waits: _, hang: __, due: ___, ...rest } = state
  return { state: waits ? { ...rest, waits } : rest, orders: [] }
}

/** What was to be done at an instant that has come. */
function due(state: ResumeState, now: Millis, settings: ResumeSettings): Step {
  const { due: _, ...rest } = state
  if (state.phase === 'pause') return { state: { ...rest, phase: 'launch' }, orders: [{ do: 'launch' }] }
  if (state.phase === 'end')
    return {
      state: rest,
      orders: [
        tell(state, 'killed', `did not end within ${formatDuration(settings.graceMs)}: it is killed`),
        { do: 'kill' },
      ],
    }
  if (state.phase !== 'run' || state.hang === undefined) return { state: rest, orders: [] }
  // Only looked at: the hang stays known, so that its end is told.
  if (settings.onHang === 'dump') return { state: rest, orders: [{ do: 'dump' }] }
  return {
    state: { ...rest, phase: 'end', endedFor: 'hang', due: now + settings.graceMs },
    orders: [
      tell(state, 'ending', `is ended: it has been HANGING for ${formatDuration(now - state.hang.since)}`),
      { do: 'dump' },
      { do: 'end' },
    ],
  }
}

function signalled(state: ResumeState, name: string, now: Millis, { graceMs, outlivesUs }: ResumeSettings): Step {
  const { phase } = state
  if (!STOPS.has(name)) {
    if (phase !== 'run' && phase !== 'end') return { state, orders: [] }
    return {
      state,
      orders: [{ do: 'signal', name, to: 'command' }, tell(state, 'signal', `${name} is sent to it`)],
    }
  }
  // A second one: whoever asks does not want to wait.
  if (phase === 'end' && state.stop !== undefined) {
    const { due: _, ...rest } = state
    return { state: rest, orders: [tell(state, 'killed', `is killed: ${name} came again`), { do: 'kill' }] }
  }
  if (phase === 'end' || phase === 'judge' || phase === 'launch') return { state: { ...state, stop: name }, orders: [] }
  const leave: Order = { do: 'leave', code: EXIT_OF_END.interrupted }
  if (phase === 'pause')
    return {
      state,
      orders: [
        tell(state, 'left', `is not started, for ${name} came; logmon resume goes on there when it is started again`),
        leave,
      ],
    }
  if (phase !== 'run') return { state, orders: [] }
  if (outlivesUs)
    return {
      state,
      orders: [
        tell(
          state,
          'left',
          `goes on without us, for ${name} came; logmon resume goes on with it when it is started again`,
        ),
        leave,
      ],
    }
  const { hang: _, ...rest } = state
  return {
    state: { ...rest, phase: 'end', endedFor: 'signal', stop: name, due: now + graceMs },
    orders: [
      tell(
        state,
        'ending',
        `${name} is sent to it; it is killed after ${formatDuration(graceMs)}, or at a second ${name}`,
      ),
      { do: 'signal', name, to: 'all' },
    ],
  }
}

function ended(state: ResumeState, ending: Ending, now: Millis): Step {
  if (state.phase === 'judge' || state.phase === 'over') return { state, orders: [] }
  const { due: _, ...rest } = state
  const ran = state.began === undefined ? '' : ` after ${formatDuration(now - state.began)}`
  return {
    state: { ...rest, phase: 'judge', ending },
    orders: [
      tell(state, 'ended', `${endingWords(ending)}${ran}`, {
        ...(ending.status === undefined ? {} : { status: ending.status }),
        ...(ending.state === undefined ? {} : { state: ending.state }),
      }),
      { do: 'judge', outcome: outcomeOf(state, ending) },
    ],
  }
}

/**
 * The lines of how it ended that stand behind its log. How it dies of us says nothing of the job: a hang has told
 * itself, and who was asked to stop was cancelled.
 */
export function outcomeOf({ endedFor }: ResumeState, { status: code, state }: Ending): readonly string[] {
  if (endedFor === 'hang') return []
  const cancelled = endedFor === 'signal' && code !== 0 ? 'CANCELLED' : undefined
  const ofState = cancelled ?? state
  const line = ofState === undefined ? undefined : lineOfState(ofState)
  // Slurm gives a status of 0 to a job that it ended itself.
  const isBySlurm = ofState !== undefined && ofState !== 'FAILED' && (code === 0 || ofState === 'COMPLETED')
  const hasStatus = code !== undefined && cancelled === undefined && !isBySlurm
  return [...(line === undefined ? [] : [line]), ...(hasStatus ? [lineOfStatus(code)] : [])]
}

function judged(state: ResumeState, { verdict, excluded }: Judged, now: Millis, settings: ResumeSettings): Step {
  if (state.phase !== 'judge') return { state, orders: [] }
  const orders: Order[] = [
    verdict === undefined
      ? tell(state, 'unjudged', 'its log could not be judged')
      : tell(state, 'cause', causeWords(verdict), { category: verdict.category, action: verdict.action }),
  ]
  const decision = decide(state, { verdict, excluded }, settings)
  if (decision.is === 'over') {
    const cause = verdict === undefined ? {} : { cause: causeWords(verdict) }
    const end = over(state, decision.code, decision.reason, cause)
    return { state: end.state, orders: [...orders, ...end.orders] }
  }
  const { how, pauseMs, leaveOut, furthest, inVain, unknown } = decision
  if (leaveOut.length > 0) orders.push({ do: 'leaveOut', nodes: leaveOut })
  const restarts = state.restarts + (how === 'restart' ? 1 : 0)
  const count = how === 'restart' ? `restart ${restarts} of ${settings.maxRestarts}` : 'another attempt'
  const when = pauseMs === 0 ? 'now' : `in ${formatDuration(pauseMs)}`
  const vain = inVain > 1 ? ` (${inVain} in a row without an advance)` : ''
  orders.push(tell(state, how, `${count} ${when}${vain}: ${decision.reason}`, { restarts }))
  const { phase: _, ...rest } = withoutAttempt(state)
  return {
    state: {
      ...{ ...rest, phase: 'pause', attempt: state.attempt + 1, restarts, inVain, unknown, due: now + pauseMs },
      ...(furthest === undefined ? {} : { furthest }),
    },
    orders,
  }
}
