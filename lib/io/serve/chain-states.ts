// What the stages know of logs that are followed, over restarts: a file for each job. It is used where nothing of the
// job was written since it was kept, so that what was told is not told again; else the stages begin anew.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver, SavedDriver } from '../../drive.ts'
import type { FollowedTo } from '../../serve/events.ts'
import { PRIVATE_MODE } from '../safe-file.ts'
import { keptStages, readStages } from '../stage-state.ts'

/** Makes the stages of one log; with `saved` they go on from what an earlier run knew, or it throws. */
export type NewChain = (saved?: readonly SavedDriver[]) => Driver

export interface ChainStates {
  /** What the stages knew at a place; undefined where they were kept at another one, or not at all. */
  at(job: number, to: FollowedTo): readonly SavedDriver[] | undefined
  /** Keeps what they know. That it cannot be written costs a job its state, and nothing else. */
  keep(job: number, to: FollowedTo, driver: Driver): void
  forget(job: number): void
}

const NAME = /^(\d{1,15})\.json$/

/** Opens a folder, in which files of jobs that are not known any more are removed. Throws where it cannot be used. */
export function openChainStates(directory: string, isKnown: (job: number) => boolean): ChainStates {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(directory)) {
    const job = NAME.exec(name)?.[1]
    if (job === undefined || !isKnown(Number(job))) rmSync(join(directory, name), { force: true })
  }
  const pathOf = (job: number): string => join(directory, `${job}.json`)
  return {
    at(job, to) {
      const { stages, kept } = readStages(pathOf(job), 'wall')
      return kept !== undefined && isSamePlace(pathOf(job), to) ? stages : undefined
    },
    keep(job, to, driver) {
      const temporary = `${pathOf(job)}.new`
      try {
        const { json, sum } = keptStages(JSON.stringify(driver.save()), 'wall')
        const text = `{"to":${JSON.stringify(to)},"stages":${json},"stages_sum":"${sum}"}`
        // Not waited for until it is on the disk: what a power cut leaves of it is known by its sum.
        writeFileSync(temporary, text, { mode: PRIVATE_MODE })
        renameSync(temporary, pathOf(job))
      } catch {
        remove(temporary)
      }
    },
    forget: job => remove(pathOf(job)),
  }
}

/** Where it cannot be removed it stays: it is of another place then, and not used. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
}

function isSamePlace(path: string, to: FollowedTo): boolean {
  const { to: kept } = JSON.parse(readFileSync(path, 'utf8')) as { readonly to?: Partial<FollowedTo> }
  return (['path', 'device', 'inode', 'bytes', 'writes'] as const).every(key => kept?.[key] === to[key])
}
