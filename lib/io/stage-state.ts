// What stages know, in the file of --state: written with a version, the clock that it is of and a sum, and read only
// where all three are right.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ClockMode, SavedDriver } from '../drive.ts'
import type { Problem } from '../problem.ts'
import { isCheckpoint, type KeptStages } from '../sources/checkpoint.ts'
import { loadPositions } from './follow/state-file.ts'
import { keepingStore, type StateStore } from './state-store.ts'

/** Raised where what a stage saves changes its meaning. */
const VERSION = 3

interface StageState {
  readonly version: number
  readonly clock: ClockMode
  readonly stages: readonly SavedDriver[]
}

/** Returns what stages know, JSON of what their driver saved, as it is written. */
export function keptStages(stages: string, clock: ClockMode): KeptStages {
  const json = `{"version":${VERSION},"clock":"${clock}","stages":${stages}}`
  return { json, sum: sumOf(json) }
}

/** What stages knew when an earlier run ended. */
export interface StagesBefore {
  readonly stages: readonly SavedDriver[]
  /** As it stands in the file; undefined where there is nothing of use. */
  readonly kept: KeptStages | undefined
  /** Why they begin anew although there is a file; undefined where they do not. */
  readonly reason: string | undefined
}

const NOTHING: StagesBefore = { stages: [], kept: undefined, reason: undefined }

/** Reads what the stages knew; what is damaged, or of another version or clock, is nothing, with a reason. */
export function readStages(path: string, clock: ClockMode): StagesBefore {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return NOTHING // whoever writes it says what is wrong
  }
  try {
    return stagesIn(text, clock)
  } catch {
    return { ...NOTHING, reason: 'it ends too early' }
  }
}

function stagesIn(text: string, clock: ClockMode): StagesBefore {
  const anew = (reason: string): StagesBefore => ({ ...NOTHING, reason })
  const { stages, stages_sum: sum } = JSON.parse(text) as { stages?: Partial<StageState>; stages_sum?: unknown }
  if (stages === undefined && sum === undefined) return NOTHING
  const json = JSON.stringify(stages)
  if (typeof sum !== 'string' || sumOf(json) !== sum) return anew('it was damaged, or changed by somebody')
  if (stages?.version !== VERSION) return anew('it is of another version of logmon')
  if (stages.clock !== clock) return anew(`it is of --clock ${stages.clock}, and this is --clock ${clock}`)
  return { stages: stages.stages ?? [], kept: { json, sum }, reason: undefined }
}

const sumOf = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, 32)

/** Returns the store of a run that follows no file, or why its file cannot be used. */
export function stagesOnly(path: string, before: StagesBefore): StateStore | readonly Problem[] {
  const loaded = loadPositions(path)
  if (loaded !== undefined && 'reason' in loaded && !isTorn(path))
    return [{ file: path, place: '--state', reason: loaded.reason }]
  const store = keepingStore(path, before.kept)
  // Positions of files that are followed at other times stay.
  store.part(loaded === undefined || 'reason' in loaded ? [] : loaded)
  return store
}

/** True for what began as a state file: it may be written anew. Anything else is somebody's file. */
function isTorn(path: string): boolean {
  try {
    return isCheckpoint(readFileSync(path, 'utf8'))
  } catch {
    return false
  }
}
