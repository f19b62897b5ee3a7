// Where the records of a run of attempts go: what nobody reads any more must not end what runs.
import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { openAppended } from '../../io/safe-file.ts'

export interface Sink {
  /** Of one attempt: it ends, and the next one gets another. */
  stream(): Writable
  write(bytes: Buffer | string): Promise<void>
}

const FILE_MODE = 0o644

/** Adds to a file; throws where it cannot be opened. */
export function fileSink(path: string): Sink {
  const descriptor = openAppended(path, FILE_MODE)
  return sinkOf(bytes => {
    try {
      writeSync(descriptor, bytes)
    } catch {
      // A full disk: records are lost, the job is not.
    }
    return Promise.resolve()
  })
}

export function standardOutput(): Sink {
  let isBroken = false
  process.stdout.on('error', () => {
    isBroken = true
  })
  return sinkOf(bytes =>
    isBroken ? Promise.resolve() : new Promise<void>(done => process.stdout.write(bytes, () => done())),
  )
}

/** Writes to several, or to none. */
export const allOf = (sinks: readonly Sink[]): Sink =>
  sinkOf(async bytes => {
    for (const sink of sinks) await sink.write(bytes)
  })

const sinkOf = (write: (bytes: Buffer) => Promise<unknown>): Sink => ({
  stream: () =>
    new Writable({
      write: (bytes: Buffer, _encoding, done) => {
        write(bytes).then(() => done(), done)
      },
    }),
  async write(bytes) {
    await write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  },
})
