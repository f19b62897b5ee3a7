// What is bad, as plain JSON, so that another run tells neither its beginning nor its end twice.

import type { RecencyMap } from '../record/recency-map.ts'
import type { Crowds } from './crowds.ts'
import { type Crowd, type Episode, isOfCrowd } from './episode.ts'
import { type Counted, newCounted } from './flaps.ts'

/** What is bad, and how often each key was. */
interface Kept {
  readonly open: RecencyMap<string, Episode>
  readonly counts: RecencyMap<string, Counted>
  readonly crowds: Crowds
  begun: number
}

interface SavedEpisode extends Omit<Episode, 'crowd' | 'due' | 'queuedFor'> {
  readonly crowd?: Omit<Crowd, 'members'> & { readonly members: readonly (readonly [string, number?])[] }
  /** True where others that fail for the same reason are waited for. */
  readonly isAwaited: boolean
}

export interface SavedEpisodes {
  /** The one that began first first. */
  readonly open: readonly SavedEpisode[]
  readonly counts: readonly (readonly [string, Counted])[]
  readonly begun: number
}

export const saveEpisodes = ({ open, counts, crowds, begun }: Kept): SavedEpisodes => ({
  open: open.values().map(episode => savedEpisode(episode, crowds.reasonOf(episode) !== undefined)),
  counts: counts.entries().map(([key, counted]) => [key, { ...counted }]),
  begun,
})

function savedEpisode({ crowd, due: _, queuedFor: __, ...episode }: Episode, isAwaited: boolean): SavedEpisode {
  const members = [...(crowd?.members ?? [])].map(memberOf)
  return { ...episode, isAwaited, ...(crowd === undefined ? {} : { crowd: { ...crowd, members } }) }
}

/** A rank without a number is left out: JSON would make it null. */
const memberOf = ([key, rank]: readonly [string, number | undefined]): readonly [string, number?] =>
  rank === undefined ? [key] : [key, rank]

/** Takes what `saveEpisodes` gave in place of all that is there. */
export function restoreEpisodes(kept: Kept, saved: SavedEpisodes): void {
  const { open, counts, crowds } = kept
  while (open.size() > 0) open.takeOldest()
  while (counts.size() > 0) counts.takeOldest()
  for (const [key, counted] of saved.counts) counts.set(key, { ...newCounted(), ...counted })
  for (const { crowd, isAwaited, ...known } of saved.open) {
    const members = new Map((crowd?.members ?? []).map(([key, rank]) => [key, rank]))
    const episode = {
      ...NOTHING_DUE,
      ...known,
      crowd: crowd === undefined ? undefined : { ...crowd, unnamed: crowd.unnamed ?? 0, members },
    } as Episode
    open.set(episode.key, episode)
    if (isOfCrowd(episode)) crowds.putBack(episode)
    if (isAwaited) crowds.await(episode)
  }
  kept.begun = saved.begun
}

/** Keys that JSON leaves out where they are undefined. */
const NOTHING_DUE: Partial<Episode> = {
  startsAt: undefined,
  reported: undefined,
  reportAt: undefined,
  remindAt: undefined,
  recoverAt: undefined,
  recoveredAt: undefined,
  due: undefined,
  queuedFor: undefined,
}
