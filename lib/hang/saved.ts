// What the hang stage knows, as plain JSON, so that another run goes on: its cells and their limits, the job as it
// was told last, and what was learnt of steps and phases.
import { originOf } from '../record/origin.ts'
import type { Millis } from '../record/time.ts'
import type { MatchRecord } from '../record/types.generated.ts'
import { addCell, groupState, restoreGroup, setBack } from './board.ts'
import { type Cell, textOf } from './cell.ts'
import type { SavedInstant } from './instant.ts'
import type { Phase } from './phase.ts'
import type { HangSettings } from './settings.ts'
import type { SavedSteps } from './step-watch.ts'
import type { Watch } from './watch.ts'

interface SavedCell extends Pick<Cell, 'rule' | 'rank' | 'state' | 'since' | 'entered' | 'waitingSince' | 'limitMs'> {
  readonly reason: string
  readonly lastMatch?: string | undefined
  /** Where the match comes from that moved it last. */
  readonly origin?: object
  readonly due?: Millis | undefined
  readonly queuedFor?: Millis | undefined
}

/** What is kept of a watch by its own name; what is undefined is left out. */
const PLAIN = [
  'hasStarted',
  'hasEnded',
  'goesOnFaulted',
  'stepsAfterEnd',
  'isSuspended',
  'hasStepped',
  'hasTrained',
  'phase',
  'opened',
  'stepLimitMs',
  'lastWritten',
  'old',
  'hasSeen',
  'run',
  'attempt',
  'forgottenRanks',
  'forgottenRules',
] as const satisfies readonly (keyof Watch)[]

export interface SavedWatch {
  /** The settings that it is of. */
  readonly of: string
  readonly plain: Partial<Watch>
  /** In the order in which they came into being. */
  readonly cells: readonly SavedCell[]
  /** Places in `cells`: of rules of the job file and checks; of other rules; of ranks, the one silent longest first. */
  readonly job: readonly number[]
  readonly others: readonly number[]
  readonly ranks: readonly (readonly [string, readonly number[]])[]
  /** Places in `cells` of those whose limits run, in the order in which they would ring. */
  readonly queued: readonly number[]
  readonly groups: ReturnType<typeof groupState>
  readonly instant?: SavedInstant | undefined
  readonly rankedRules: readonly string[]
  readonly longest: readonly (readonly [Phase, Millis])[]
  readonly steps: SavedSteps
}

/** Limits that are others make other states; how many ranks are watched, and who asks for an exit code, does not. */
const identityOf = ({
  rules,
  phases,
  isWatching: _,
  usesExitCode: __,
  maxRanks: ___,
  ...limits
}: HangSettings): string => JSON.stringify([[...rules], [...phases], limits])

export function saveWatch(watch: Watch): SavedWatch {
  const { board, timers, jobCells, otherCells, rankCells, settings } = watch
  const cells = [...board.job.cells]
  const placeOf = new Map(cells.map((cell, place) => [cell, place]))
  const places = (of: Iterable<Cell>): readonly number[] => [...of].flatMap(cell => placeOf.get(cell) ?? [])
  return {
    of: identityOf(settings),
    plain: Object.fromEntries(PLAIN.map(name => [name, watch[name]])),
    cells: cells.map(savedCell),
    job: places(jobCells.values()),
    others: places(otherCells.values()),
    ranks: rankCells.entries().map(([rank, ofRank]) => [rank, places(ofRank.values())]),
    queued: places(timers.queued()),
    groups: groupState(board),
    instant: watch.instant.save(),
    rankedRules: [...watch.rankedRules],
    longest: [...watch.longest],
    steps: watch.steps.save(),
  }
}

/** Takes what `saveWatch` gave into a new watch. Throws where it is of other settings. */
export function restoreWatch(watch: Watch, saved: SavedWatch): void {
  const { board, timers, jobCells, otherCells, rankCells, settings } = watch
  if (saved.of !== identityOf(settings)) throw new Error('its settings are others now')
  Object.assign(watch, saved.plain)
  const cells = saved.cells.map(one => restoredCell(watch, one))
  const at = (places: readonly number[]): readonly Cell[] => places.map(place => cells[place] as Cell)
  for (const cell of at(saved.job)) jobCells.set(cell.rule, cell)
  for (const cell of at(saved.others)) otherCells.set(cell.rule, cell)
  for (const [rank, ofRank] of saved.ranks) rankCells.set(rank, new Map(at(ofRank).map(cell => [cell.rule, cell])))
  for (const cell of at(saved.queued)) timers.requeue(cell)
  restoreGroup(board, saved.groups)
  watch.instant.restore(saved.instant)
  for (const rule of saved.rankedRules) watch.rankedRules.add(rule)
  for (const [phase, millis] of saved.longest) watch.longest.set(phase, millis)
  watch.steps.restore(saved.steps)
}

function savedCell({ reason, match, ...cell }: Cell): SavedCell {
  if (match === undefined) return { ...cell, reason: textOf(reason) }
  return { ...cell, reason: textOf(reason), origin: originOf(match) }
}

function restoredCell({ board }: Watch, { rule, rank, origin, ...known }: SavedCell): Cell {
  const cell = addCell(board, rule, rank, known.since)
  const match = origin === undefined ? {} : { match: { kind: 'match', rule, ...origin } as MatchRecord }
  return setBack(board, cell, { ...known, ...match } as Partial<Cell> & Pick<Cell, 'state'>)
}
