// What is known of jobs, for the next attempt of a run: what is not over, what was told and how the run went go on;
// what the log of the attempt before said does not explain anything in this one.
import { gatherEvidence } from './evidence.ts'
import type { SavedJob } from './jobs.ts'

interface Saved {
  readonly jobs: readonly SavedJob[]
}

/** Takes what the machine saved after an attempt, and returns what it is to go on from in the next one. */
export function nextAttempt<Known extends Saved>(saved: Known): Known {
  return { ...saved, jobs: saved.jobs.map(ofNextAttempt) }
}

function ofNextAttempt(job: SavedJob): SavedJob {
  return {
    ...job,
    evidence: gatherEvidence().save(),
    // Its next line begins an attempt, whatever number the log itself gives it.
    run: { ...job.run, history: { ...job.run.history, announced: { number: undefined } } },
    ...{ hasOwnStatus: false, hasEnded: false, isNonFinite: false },
    // The same verdict on another attempt is news.
    ...{ lastVerdict: undefined, lastUpstreamEnd: undefined },
  }
}
