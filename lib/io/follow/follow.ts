// Follows files: looks, reads, hands on, remembers; one loop for all files.
import { originFromPath } from '../../formats/origin-from-path.ts'
import { globMatcher } from '../../sources/glob.ts'
import type { Position } from '../../sources/position.ts'
import { recordFrame } from '../../sources/record-frame.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import type { Batch } from '../source.ts'
import type { StatePart } from '../state-store.ts'
import { descriptorPool } from './descriptors.ts'
import { discover, type Target } from './discover.ts'
import { readLastLine } from './followed-file.ts'
import type { Gathered } from './gather.ts'
import { hints } from './hints.ts'
import { mostOpen } from './most-open.ts'
import { glance, type Place, type PlacesContext, placeAt, settle } from './places.ts'
import { reader } from './reader.ts'
import { registry } from './registry.ts'
import { waker } from './waker.ts'

export interface FollowSettings {
  readonly targets: readonly Target[]
  readonly exclude: readonly string[]
  /** Where a file that is there at the start is begun, where no saved position says better. */
  readonly from: 'start' | 'end'
  /** True where positions are saved: an unfinished last line is left for the next run then. */
  readonly remembers: boolean
  readonly saved: readonly Position[]
  /** Ends when everything there is was read. */
  readonly once: boolean
  /** Ends when nothing was read for so long. */
  readonly untilIdleMs: number | undefined
  readonly pollMs: number
  readonly useHints: boolean
  readonly warnAfterMs: number
  readonly maxLineBytes: number
  /** Called when something that was asked for could not be read at all. */
  readonly fail: () => void
}

/** Most files followed at once; more are told, not followed. */
const MAX_PLACES = 20_000
const DISCOVER_MS = 500
/** Looking at files takes at most one part in so many of a core. */
const LOOK_SHARE = 25

/** Gives batches of what is put into `out` until `stop`. Times are of `now`, in milliseconds. */
export async function* follow(
  settings: FollowSettings,
  out: Gathered,
  state: StatePart,
  stop: AbortSignal,
  now: () => number,
): AsyncGenerator<Batch> {
  const { targets, once, maxLineBytes } = settings
  const places = new Map<string, Place>()
  const pool = descriptorPool(mostOpen())
  const met = registry(settings.saved, pool)
  const sleeper = waker()
  stop.addEventListener('abort', sleeper.wake, { once: true })
  const hinted = settings.useHints && !once ? hints(sleeper.wake) : undefined
  const excluded = settings.exclude.map(globMatcher)
  const files = reader(pool, out, maxLineBytes, once, now)
  const context: PlacesContext = { registry: met, pool, maxLineBytes, places, notice: out.notice }
  let first = true
  let unmatchedSince = now()
  let unmatchedTold = false
  let lastRead = now()
  let progress = false
  let discoverAt = 0
  let pollAt = 0

  function find(): void {
    let full = places.size >= MAX_PLACES
    for (const target of targets) {
      discover(target, path => {
        if (places.has(path) || (path !== target.argument && excluded.some(matches => matches(path)))) return true
        if (full) {
          out.noticeOnce('too_many_files', `more than ${MAX_PLACES} files; the rest is not followed`)
          return false
        }
        places.set(path, placeAt(path, recordFrame({ file: path, ...originFromPath(path) })))
        if (!first) out.attemptSeen(path)
        full = places.size >= MAX_PLACES
        return true
      })
    }
    if (first) for (const path of places.keys()) out.attemptSeen(path, true)
  }

  /** A compressed file never grows: who names one wants to read it. */
  function firstStart(path: string): 'start' | 'end' {
    return compressionOf(path) !== undefined && targets.some(target => target.argument === path)
      ? 'start'
      : settings.from
  }

  /** Looks at places; returns those that have something to read. */
  async function look(directories: ReadonlySet<string> | undefined): Promise<Set<Place>> {
    const ready = new Set<Place>()
    for (const place of places.values()) {
      if (directories !== undefined && !directories.has(directoryOf(place.path))) continue
      let seen = glance(place, context)
      if (seen === 'changed') {
        await settle(place, first ? firstStart(place.path) : 'start unless copy', context)
        seen = glance(place, context)
      }
      if (seen === 'ready' || place.backlog.length > 0) ready.add(place)
      if (directories === undefined) hinted?.cover(place.path)
    }
    for (const place of files.oldFiles()) ready.add(place)
    return ready
  }

  /** Reads all that is there, a block of each file in turn, so that a busy file does not starve the others. */
  async function* drain(ready: Set<Place>): AsyncGenerator<Batch> {
    // A file that grows as fast as it is read must not keep the others from being looked at.
    while (ready.size > 0 && !stop.aborted && (once || now() < discoverAt)) {
      for (const place of ready) {
        const read = await files.next(place)
        if (read === undefined) ready.delete(place)
        else {
          lastRead = now()
          progress = true
          out.add(...read)
        }
        if (out.isFull()) yield out.take()
        if (stop.aborted) break
      }
    }
    if (ready.size > 0) pollAt = 0
    if (!out.isEmpty()) yield out.take()
  }

  /** A notice when nothing has matched for a while, and when something does at last. */
  function judgeMatches(): void {
    if ([...places.values()].some(place => place.file !== undefined)) {
      if (unmatchedTold) out.notice('sources_found', 'a file to follow is there now')
      unmatchedTold = false
      unmatchedSince = now()
    } else if (!unmatchedTold && now() - unmatchedSince >= settings.warnAfterMs) {
      unmatchedTold = true
      out.notice('nothing_matches', `no file to follow yet: ${targets.map(target => target.argument).join(' ')}`)
    }
  }

  try {
    while (!stop.aborted) {
      const started = process.cpuUsage()
      const all = first || now() >= pollAt
      if (now() >= discoverAt) {
        find()
        discoverAt = now() + DISCOVER_MS
      }
      const changed = hinted?.take()
      const ready = await look(all ? undefined : changed)
      // A file must be known to the next run before the first of its lines is handed on: it may be rotated away until
      // then.
      if (met.grown()) await state.save(met.positions())
      first = false
      if (all) {
        const { user, system } = process.cpuUsage(started)
        pollAt = now() + Math.max(settings.pollMs, ((user + system) / 1000) * LOOK_SHARE)
      }
      judgeMatches()
      progress = false
      yield* drain(ready)
      if (out.changed()) state.changed(met.positions)
      if ((once && !progress) || (settings.untilIdleMs !== undefined && now() - lastRead >= settings.untilIdleMs)) break
      if (!once && !stop.aborted) await sleeper.sleep(Math.max(1, Math.min(pollAt, discoverAt) - now()))
    }
    if (once) {
      for (const { literal, argument } of targets)
        if (literal && ![...places.values()].some(place => place.file !== undefined && belongs(place.path, argument)))
          missing(argument)
      if (!settings.remembers) yield* lastLines()
      else if (!out.isEmpty()) yield out.take()
    }
    state.changed(met.positions) // what was handed on last is saved by whoever opened us
  } finally {
    hinted?.close()
    pool.close()
  }

  function missing(argument: string): void {
    settings.fail()
    if (places.get(argument)?.told === true) return // it is there, and it was told why it is not read
    out.notice('source_missing', 'there is no such file', argument)
  }

  /** The unfinished lines at the end of input. With a state file they wait for the next run instead. */
  async function* lastLines(): AsyncGenerator<Batch> {
    for (const { file } of places.values()) {
      const last = file === undefined ? undefined : readLastLine(file, pool, maxLineBytes)
      if (file !== undefined && last !== undefined) out.add(file, last)
    }
    if (!out.isEmpty()) yield out.take()
  }
}

function belongs(path: string, argument: string): boolean {
  return path === argument || path.startsWith(argument.endsWith('/') ? argument : `${argument}/`)
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}
