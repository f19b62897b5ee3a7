// A driver whose records come as lists, for tests that compare them.
import { type Driver, type Emit, readEnvelope } from '../lib/drive.ts'
import type { Millis } from '../lib/record/time.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'

export interface Driven {
  take(item: AnyRecord | string, wall: Millis): readonly AnyRecord[]
  tick(wall: Millis): readonly AnyRecord[]
  end(wall: Millis): readonly AnyRecord[]
  deadline(): Millis | undefined
  exitCode(): number
}

/** Records that are taken count as read from their JSON. */
export function driven(driver: Driver): Driven {
  const list = (give: (emit: Emit) => void): readonly AnyRecord[] => {
    const records: AnyRecord[] = []
    give(({ record }) => records.push(record))
    return records
  }
  return {
    take: (item, wall) =>
      list(emit => {
        driver.feed(typeof item === 'string' ? item : readEnvelope(item, JSON.stringify(item)), wall, emit)
        driver.flush(emit)
      }),
    tick: wall => list(emit => driver.tick(wall, emit)),
    end: wall => list(emit => driver.end(wall, emit)),
    deadline: () => driver.deadline(),
    exitCode: () => driver.exitCode(),
  }
}
