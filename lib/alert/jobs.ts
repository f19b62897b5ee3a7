// The jobs of one stream, by name.
import { BOUNDS } from '../bounds.ts'
import type { Origin } from '../record/origin.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { type Evidence, gatherEvidence, type SavedEvidence } from './evidence.ts'
import { newRunState, type RunState, restoredRun, type SavedRun, savedRun } from './run-summary.ts'

export interface Job {
  readonly name: string | undefined
  readonly evidence: Evidence
  /** How its run went until now. */
  run: RunState
  /** True once a status of the whole job came: from then on it alone says how the job is. */
  hasOwnStatus: boolean
  hasEnded: boolean
  /** True while a rule's fault stands that a value is not finite: a verdict that says so, too, is no news. */
  isNonFinite: boolean
  /** Keys of ranks on which rules saw a fault: a status of the rule as a whole is of them. */
  rankFaults: readonly RankFault[]
  endings: number
  verdicts: number
  /** The last verdict reported, so that interim and final ones of one attempt are reported once. */
  lastVerdict: string | undefined
  upstreamEnds: number
  /** Of which attempt the last one was. */
  lastUpstreamEnd: string | undefined
}

/** A fault of one rank that a rule saw. */
export interface RankFault {
  readonly rule: string
  readonly key: string
}

const MOST_RANK_FAULTS = BOUNDS['alert.open'].most

/** Notes that a rule saw a fault of a rank, once. */
export function noteRankFault(job: Job, fault: RankFault): void {
  const isOf = ({ rule, key }: RankFault): boolean => rule === fault.rule && key === fault.key
  if (!job.rankFaults.some(isOf)) job.rankFaults = [...job.rankFaults, fault].slice(-MOST_RANK_FAULTS)
}

/** Returns the faults of ranks that a rule saw. */
export const rankFaultsOf = ({ rankFaults }: Job, rule: string): readonly RankFault[] =>
  rankFaults.filter(one => one.rule === rule)

export interface Jobs {
  /** Name of the job of records that have none. */
  readonly defaultName: string | undefined
  readonly byName: Map<string, Job>
  /** Names as they stand in keys, by the names that records give: every record has one. */
  readonly cleanNames: Map<string, string>
  /** The job of the last record, and what the record called it: nearly every record is of the same. */
  lastGiven: string | undefined
  lastJob: Job | undefined
}

export interface SavedJob extends Omit<Job, 'name' | 'evidence' | 'run'> {
  readonly name?: string | undefined
  readonly evidence: SavedEvidence
  readonly run: SavedRun
}

/** What is known of jobs, as plain JSON, the one that came first first. */
export const savedJobs = ({ byName }: Jobs): readonly SavedJob[] =>
  [...byName.values()].map(({ evidence, run, ...job }) => ({ ...job, evidence: evidence.save(), run: savedRun(run) }))

export function restoreJobs(jobs: Jobs, saved: readonly SavedJob[]): void {
  for (const { name, evidence, run, ...known } of saved) {
    const job = jobNamed(jobs, name)
    Object.assign(job, known, { run: restoredRun(run) })
    job.evidence.restore(evidence)
  }
}

/** Longest name of a job, rule or rank in a key, in characters: every request carries the key. */
const MAX_NAME = 200

/** Most jobs of one stream; beyond it the one that came first is forgotten, with its evidence. */
const MAX_JOBS = BOUNDS['alert.jobs'].most

export const newJobs = (defaultName: string | undefined): Jobs => ({
  defaultName,
  byName: new Map(),
  cleanNames: new Map(),
  lastGiven: undefined,
  lastJob: undefined,
})

/** Returns the job of a record, a new one where its name is new. */
export function jobOf(jobs: Jobs, record: Origin): Job {
  const given = record.job ?? jobs.defaultName
  if (jobs.lastJob !== undefined && given === jobs.lastGiven) return jobs.lastJob
  jobs.lastGiven = given
  jobs.lastJob = jobNamed(jobs, given)
  return jobs.lastJob
}

function jobNamed({ byName, cleanNames }: Jobs, given: string | undefined): Job {
  const name = given === undefined ? undefined : cleanName(cleanNames, given)
  const key = name ?? ''
  const known = byName.get(key)
  if (known !== undefined) return known
  const job: Job = {
    name,
    evidence: gatherEvidence(),
    run: newRunState(),
    hasOwnStatus: false,
    hasEnded: false,
    isNonFinite: false,
    rankFaults: [],
    endings: 0,
    verdicts: 0,
    lastVerdict: undefined,
    upstreamEnds: 0,
    lastUpstreamEnd: undefined,
  }
  byName.set(key, job)
  if (byName.size > MAX_JOBS) byName.delete(byName.keys().next().value as string)
  return job
}

function cleanName(cleanNames: Map<string, string>, given: string): string {
  let name = cleanNames.get(given)
  if (name === undefined) {
    name = cleanLine(given, MAX_NAME)
    if (cleanNames.size >= MAX_JOBS) cleanNames.clear()
    cleanNames.set(given, name)
  }
  return name
}

/**
 * Returns `job` or `job/NAME`, and what lies below it. `job//end` is of the job without a name, `job/end` of one called
 * "end".
 */
export function keyOf(job: Job, ...below: readonly string[]): string {
  const parts = below.filter(part => part !== '').map(part => cleanLine(part, MAX_NAME))
  return job.name === undefined && parts.length === 0 ? 'job' : ['job', job.name ?? '', ...parts].join('/')
}
