// Everything that the screen knows: records in, jobs and events kept. Time is a parameter.
import { BOUNDS } from '../bounds.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { eventTeller, jobOf, type ViewEvent } from './events.ts'
import { type JobView, newJob, takeOfJob } from './job.ts'

/** An event, with how many more were just like it but for their ranks. */
export interface KeptEvent extends ViewEvent {
  readonly more: number
}

export interface View {
  /** In the order in which they were first heard of. */
  readonly jobs: Map<string, JobView>
  /** The oldest first. */
  readonly events: KeptEvent[]
  /** By the wall clock, or the newest time of a record. */
  now: Millis
  records: number
  readonly tell: ReturnType<typeof eventTeller>
  hasEnded: boolean
  lastGiven: AnyRecord['job']
  lastJob: JobView | undefined
}

const MAX_JOBS = BOUNDS['view.jobs'].most
const MAX_EVENTS = BOUNDS['view.events'].most

export const newView = (now: Millis): View => ({
  jobs: new Map(),
  events: [],
  now,
  records: 0,
  tell: eventTeller(),
  hasEnded: false,
  lastGiven: undefined,
  lastJob: undefined,
})

/** Takes a record that comes at `now`; returns what it says that a person should see. */
export function takeRecord(view: View, record: AnyRecord, now: Millis): ViewEvent | undefined {
  view.now = Math.max(view.now, now)
  view.records++
  if (record.kind === 'notice' && record.replaces !== undefined) leaveOut(view, record.replaces)
  const job = jobFor(view, record)
  if (job !== undefined) takeOfJob(job, record, view.now)
  const event = record.kind === 'log' || record.kind === 'match' ? undefined : view.tell(record, view.now)
  if (event !== undefined) keepEvent(view, event)
  return event
}

/** Forgets a job that has turned out to be another one. */
function leaveOut(view: View, name: string): void {
  if (view.lastJob === view.jobs.get(name)) view.lastJob = undefined
  view.jobs.delete(name)
}

/** Adds what logmon itself says to its user, which is no record. */
export function tellView(view: View, text: string): void {
  keepEvent(view, { time: view.now, job: '', who: '', word: 'logmon', tone: 'warning', text })
}

/** Only lines and states make a job known: what else speaks of one that nothing is known of has its event. */
function jobFor(view: View, record: AnyRecord): JobView | undefined {
  // Nearly every record is of the job of the one before.
  const given = record.job ?? record.run
  if (view.lastJob !== undefined && given === view.lastGiven) return view.lastJob
  const name = jobOf(record)
  let job = view.jobs.get(name)
  if (job === undefined) {
    if (record.kind !== 'log' && record.kind !== 'status') return undefined
    job = newJob(name, view.now)
    view.jobs.set(name, job)
    if (view.jobs.size > MAX_JOBS) view.jobs.delete(view.jobs.keys().next().value as string)
  }
  view.lastGiven = given
  view.lastJob = job
  return job
}

/** Many ranks often go the same way at once: that is one event. */
function keepEvent({ events }: View, event: ViewEvent): void {
  const last = events.at(-1)
  const isSame =
    last !== undefined &&
    event.who !== '' &&
    last.who !== '' &&
    last.job === event.job &&
    last.word === event.word &&
    last.text === event.text
  if (isSame) events[events.length - 1] = { ...last, more: last.more + 1 }
  else events.push({ ...event, more: 0 })
  if (events.length > MAX_EVENTS) events.shift()
}
