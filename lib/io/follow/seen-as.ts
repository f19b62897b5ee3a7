// What a status of the file system says of a file, and when the file was made, where that is known.
import { type BigIntStats, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { FileSeen } from '../../sources/follow/tracked-file.ts'

/** Returns what a status says of a file. */
export function seenAs(path: string, stat: BigIntStats): FileSeen {
  return {
    path,
    device: String(stat.dev),
    inode: String(stat.ino),
    size: Number(stat.size),
    modifiedMs: Number(stat.mtimeNs / 1000n) / 1000,
    bornMs: bornMs(stat),
  }
}

/** True once something was seen that was not made when it was changed last: an old kernel gives that time for both. */
let areBirthsKnown: boolean | undefined
/** What was changed long after it was made, on nearly every machine: a new file may have the same time for both. */
const OLD_PLACES = ['/', tmpdir(), process.execPath]

function isBirthKnown({ birthtimeNs, ctimeNs }: Pick<BigIntStats, 'birthtimeNs' | 'ctimeNs'>): boolean {
  return birthtimeNs !== ctimeNs
}

function isChanged(path: string): boolean {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat !== undefined && isBirthKnown(stat)
}

/** Where a file system does not know when a file was made, it is 0. */
function bornMs({ birthtimeNs, ctimeNs }: Pick<BigIntStats, 'birthtimeNs' | 'ctimeNs'>): number | undefined {
  areBirthsKnown ??= OLD_PLACES.some(isChanged)
  areBirthsKnown ||= isBirthKnown({ birthtimeNs, ctimeNs })
  return areBirthsKnown && birthtimeNs !== 0n ? Number(birthtimeNs / 1000n) / 1000 : undefined
}
