// The stages that watch attempts: what they are made of, what keeps what they tell, and what goes on from one attempt
// to the next.
import { existsSync, readFileSync } from 'node:fs'
import { type Driver, drive, type Envelope, type SavedDriver } from '../../drive.ts'
import type { Effect } from '../../io/effect.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { settleStages, stagesFor } from '../chain.ts'
import type { Asked } from '../command.ts'
import { withOutbox } from '../outbox.ts'
import type { SettledStage } from '../run-stages.ts'
import { type ResumeWork, WATCH_GROUP } from './settings.ts'

export type WatchFiles = Pick<ResumeWork, 'historyFile' | 'outboxFile'>

/** Returns the stages that watch an attempt, or what is wrong with their options and files. */
export function stagesOf(
  asked: Asked,
  { historyFile, outboxFile }: WatchFiles,
): readonly SettledStage[] | readonly Problem[] {
  const text = existsSync(historyFile) ? readFileSync(historyFile, 'utf8') : ''
  const own = Object.fromEntries(WATCH_GROUP.names.map(name => [name, asked.values[name]]))
  // Judged in any case: what is done after an attempt rests on it.
  const values = { ...own, classify: true, history: { path: historyFile, text } }
  const kept = withOutbox({ config: asked.config, values }, outboxFile)
  if (isProblems(kept)) return kept
  return settleStages(stagesFor(kept), { ...asked, values: kept.values, isResumed: true })
}

/** Returns the stage that tells people; undefined where there is none. */
export const alertsOf = (stages: readonly SettledStage[]): SettledStage | undefined =>
  stages.find(({ stage }) => stage.name === 'alert')

/**
 * Returns a stage's effect, or what keeps it from its work. An outbox that cannot be had keeps nobody from being told.
 */
export async function effectOf(
  { stage, settings }: SettledStage,
  say: (text: string) => void,
): Promise<Effect | undefined | readonly Problem[]> {
  const effect = await stage.effect?.(settings, 'wall')
  const { outbox } = settings as { readonly outbox?: unknown }
  if (!isProblems(effect) || outbox === undefined) return effect
  const without = await stage.effect?.({ ...(settings as object), outbox: undefined }, 'wall')
  if (!isProblems(without)) say(`what is told is not kept: ${effect.map(({ reason }) => reason).join('; ')}`)
  return without
}

/**
 * Starts a stage: one that goes on over attempts from what it knew after those before, for the next one; or for the
 * `last word` on all of them.
 */
export function driverOf(
  { stage, settings }: SettledStage,
  before: readonly SavedDriver[],
  what: 'attempt' | 'last word' = 'attempt',
): Driver {
  const { name, passes, nextAttempt } = stage
  const start = (saved?: SavedDriver): Driver => drive(stage.start(settings), 'wall', passes, name, saved)
  const saved = before.find(one => one.name === name)
  if (saved === undefined || nextAttempt === undefined) return start()
  try {
    if (what === 'last word') return start(saved)
    // The attempt begins: what waits for a first line waits from now on.
    return start({ ...saved, hasStarted: false, machine: nextAttempt(saved.machine) })
  } catch {
    return start() // of another version
  }
}

/** Returns of what drivers have saved what the next attempt goes on from. */
export const savedForNext = (stages: readonly SettledStage[], saved: readonly SavedDriver[]): readonly SavedDriver[] =>
  saved.filter(({ name }) => stages.some(({ stage }) => stage.name === name && stage.nextAttempt !== undefined))

/** Has `ended` called with what is made of the end of the input before any of it is given on. */
export const endingBy = (driver: Driver, ended: (made: readonly AnyRecord[]) => void): Driver => ({
  ...driver,
  end(wall, emit, ending) {
    const made: Envelope[] = []
    driver.end(wall, envelope => void made.push(envelope), ending)
    ended(made.map(({ record }) => record))
    for (const envelope of made) emit(envelope)
  },
})
