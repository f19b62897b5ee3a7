// Files that are read beside the output of attempts: each attempt gets what comes while it is watched. They are found
// before the first attempt is started, so that of what it makes nothing is missed.
import type { Millis } from '../../record/time.ts'
import { blockSplitter } from '../../sources/block-splitter.ts'
import { recordFrame } from '../../sources/record-frame.ts'
import type { Clock } from '../clock.ts'
import { blockBatches } from '../follow/block-batch.ts'
import { mergeBatches } from '../merge-batches.ts'
import { type Batch, type OpenSource, type SourceStream, sourceStream } from '../source.ts'
import type { LogTail } from './log-tail.ts'

/** After the end of an attempt files are read until nothing came for so long. */
export const QUIET_MS: Millis = 1000
/** And no longer than this, whoever writes to them. */
const LONGEST_MS: Millis = 30_000
/** How long the first attempt waits for a first look at them: a host that does not answer must not hold a job. */
const LONGEST_LOOK_MS: Millis = 10_000

export interface Beside {
  /** Resolves once all that there is was looked at: what is written from then on is read. */
  looked(): Promise<void>
  /** The output of an attempt and what comes beside it, as one stream of records. */
  attempt(tail: LogTail, maxLineBytes: number): BesideAttempt
  /** Reads no more, and saves how far it was read. */
  finish(): Promise<void>
}

export interface BesideAttempt extends Pick<SourceStream, 'stream' | 'acknowledged'> {
  /** The attempt has ended: the stream ends once the files are quiet. */
  end(): void
  /** The stream ends now. */
  stop(): void
}

/** `stop` ends the source. */
export function readBeside(source: OpenSource, stop: AbortController, clock: Clock, quietMs = QUIET_MS): Beside {
  const iterator = source.batches[Symbol.asyncIterator]()
  const ask = (): Promise<IteratorResult<Batch>> => {
    const asked = iterator.next()
    // Between attempts nobody waits for it: the next attempt is told.
    asked.catch(() => {})
    return asked
  }
  let asked: Promise<IteratorResult<Batch>> | undefined = ask()

  return {
    async looked() {
      let disarm = (): void => {}
      const longest = new Promise<void>(resolve => {
        disarm = clock.at(clock.now() + LONGEST_LOOK_MS, resolve)
      })
      await Promise.race([source.looked?.(), longest])
      disarm()
    },
    attempt(tail, maxLineBytes) {
      let close = (): void => {}
      const closed = new Promise<undefined>(resolve => {
        close = () => resolve(undefined)
      })
      let hasEnded = false
      let disarm = (): void => {}
      let disarmLast = (): void => {}
      const waitForQuiet = (): void => {
        disarm()
        disarm = clock.at(clock.now() + quietMs, close)
      }
      async function* batches(): AsyncGenerator<Batch> {
        for (;;) {
          asked ??= ask()
          const next = await Promise.race([asked, closed])
          if (next === undefined) return
          asked = undefined
          if (next.done === true) return
          if (hasEnded) waitForQuiet()
          yield next.value
        }
      }
      const both = mergeBatches([tailBatches(tail, maxLineBytes), batches()])
      const { stream, acknowledged } = sourceStream({ ...source, batches: both })
      return {
        ...{ stream, acknowledged },
        end() {
          hasEnded = true
          waitForQuiet()
          disarmLast = clock.at(clock.now() + LONGEST_MS, close)
        },
        stop() {
          disarm()
          disarmLast()
          close()
        },
      }
    },
    async finish() {
      stop.abort()
      await asked?.catch(() => {})
      await iterator.return?.()
      await source.finish()
    },
  }
}

/** The output of an attempt as a source's records: where it stands is known by its offset alone. */
async function* tailBatches({ stream }: LogTail, maxLineBytes: number): AsyncGenerator<Batch> {
  const splitter = blockSplitter(0, maxLineBytes)
  const batchOf = blockBatches(recordFrame({}), false)
  for await (const chunk of stream) {
    const blocks = splitter.push(chunk as Buffer)
    if (blocks.length > 0) yield batchOf(blocks)
  }
  const last = splitter.end()
  if (last !== undefined) yield batchOf([last])
}
