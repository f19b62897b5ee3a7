// The only time logic: what live and replayed runs share, and why they agree.
import type { Millis } from './record/time.ts'
import { parseTime } from './record/time.ts'
import type { AnyRecord } from './record/types.generated.ts'
import { type Machine, NONE } from './stage.ts'

/** wall: time is the caller's clock. record: time is the newest record time, so that a replay is deterministic. */
export type ClockMode = 'wall' | 'record'

/** A machine, or a chain of them, with its own time. */
export interface Driver {
  /** Fires every deadline that is due, then takes the record. `wall` is the caller's clock and is ignored in record mode. */
  take(record: AnyRecord | string, wall: Millis): readonly AnyRecord[]
  /** Fires every deadline up to `wall`; does nothing in record mode, where only records move time. */
  tick(wall: Millis): readonly AnyRecord[]
  /** End of input: releases what is held. No deadline beyond the last instant seen fires. */
  end(wall: Millis): readonly AnyRecord[]
  /** When `tick` must be called at the latest; undefined for never. */
  deadline(): Millis | undefined
  exitCode(): number
}

/**
 * Runs one machine through time: `now` never goes back and every deadline fires before what comes after it.
 * With `passes`, each record that is read is returned first, as the same object. Throws if a deadline does not move on.
 */
export function drive(machine: Machine<AnyRecord | string>, mode: ClockMode, passes: boolean): Driver {
  let now: Millis = 0
  let hasStarted = false

  function startAt(at: Millis): void {
    if (hasStarted || at <= 0) return
    hasStarted = true
    machine.onStart?.(at)
  }

  function fireUntil(until: Millis): readonly AnyRecord[] {
    let due = machine.deadline?.()
    if (due === undefined || due > until) return NONE
    const out: AnyRecord[] = []
    while (due !== undefined && due <= until) {
      now = Math.max(now, due)
      out.push(...(machine.onDeadline?.(now) ?? NONE))
      const next = machine.deadline?.()
      if (next !== undefined && next <= due) throw new Error(`a stage's deadline did not move on from ${due}`)
      due = next
    }
    return out
  }

  return {
    take(record, wall) {
      const at = mode === 'wall' ? wall : typeof record === 'string' || record.time === undefined ? now : (parseTime(record.time) ?? now)
      startAt(at)
      const fired = at > now ? fireUntil(at) : NONE
      if (at > now) now = at
      const added = machine.onRecord(record, now)
      if (!passes || typeof record === 'string') return fired.length === 0 ? added : [...fired, ...added]
      if (fired.length === 0 && added.length === 0) return [record]
      return [...fired, record, ...added]
    },
    tick(wall) {
      if (mode === 'record' || wall <= now) return NONE
      startAt(wall)
      const fired = fireUntil(wall)
      now = Math.max(now, wall)
      return fired
    },
    end(wall) {
      const fired = mode === 'wall' && wall > now ? fireUntil(wall) : NONE
      if (mode === 'wall') now = Math.max(now, wall)
      const released = machine.onEnd?.(now) ?? NONE
      return fired.length === 0 ? released : [...fired, ...released]
    },
    deadline: () => (mode === 'record' ? undefined : machine.deadline?.()),
    exitCode: () => machine.exitCode?.() ?? 0,
  }
}

/** Runs drivers one after the other, as a pipe would, each with its own time; gives the same records as the piped processes. */
export function chain(drivers: readonly Driver[]): Driver {
  /** Feeds records that left driver `from - 1` through the rest. */
  function through(records: readonly AnyRecord[], from: number, wall: Millis): readonly AnyRecord[] {
    let current = records
    for (let index = from; index < drivers.length && current.length > 0; index++) {
      const driver = drivers[index] as Driver
      if (current.length === 1) current = driver.take(current[0] as AnyRecord, wall)
      else {
        const next: AnyRecord[] = []
        for (const record of current) for (const out of driver.take(record, wall)) next.push(out)
        current = next
      }
    }
    return current
  }
  return {
    take: (record, wall) => through((drivers[0] as Driver).take(record, wall), 1, wall),
    tick: wall => drivers.flatMap((driver, index) => through(driver.tick(wall), index + 1, wall)),
    end: wall => drivers.flatMap((driver, index) => through(driver.end(wall), index + 1, wall)),
    deadline() {
      let earliest: Millis | undefined
      for (const driver of drivers) {
        const due = driver.deadline()
        if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due
      }
      return earliest
    },
    exitCode: () => drivers.reduce((code, driver) => Math.max(code, driver.exitCode()), 0),
  }
}
