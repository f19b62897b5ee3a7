// Reads the places that have something: what was rotated away first, then the file itself.
import type { Block } from '../../sources/block-splitter.ts'
import { HEAD_BYTES } from '../../sources/position.ts'
import type { DescriptorPool } from './descriptors.ts'
import { takeErrorFile } from './error-files.ts'
import { fingerprint } from './fingerprint.ts'
import { advance, type FollowedFile, readBlock, readLastLine } from './followed-file.ts'
import type { Gathered } from './gather.ts'
import { type Place, placeAt } from './places.ts'

export interface Reader {
  /** Reads one block of a place; undefined where there is nothing more for now. */
  next(place: Place): Promise<readonly [FollowedFile, Block] | undefined>
  /** Returns places for the files that were rotated away and whose writers may not have let go of them. */
  oldFiles(): readonly Place[]
}

/** How long a file that was rotated away must be quiet until it is let go. */
const LET_GO_MS = 60_000

/** With `once` a rotated file is let go at its end. */
export function reader(
  pool: DescriptorPool,
  out: Gathered,
  maxLineBytes: number,
  once: boolean,
  now: () => number,
): Reader {
  const old = new Set<FollowedFile>()

  async function nextCompressed(file: FollowedFile, blocks: AsyncGenerator<Block>): Promise<Block | 'end'> {
    try {
      const { value, done } = await blocks.next()
      if (done === true) return 'end'
      if (value.offset === 0) {
        const head = value.bytes.subarray(0, HEAD_BYTES)
        file.head = fingerprint(head)
        file.headBytes = head.length
      }
      file.offset = value.offset
      advance(file, value.bytes)
      return value
    } catch (error) {
      out.notice('source_damaged', `the compressed file cannot be read on: ${(error as Error).message}`, file.path)
      return 'end'
    }
  }

  /**
   * A rotated file at its end: kept for its writer's last words, then closed for good. Returns its unfinished last line
   * then.
   */
  function letGo(file: FollowedFile): Block | undefined {
    const at = now()
    if (file.quietSince === 0) file.quietSince = at
    if (!once && at - file.quietSince < LET_GO_MS) {
      old.add(file)
      return undefined
    }
    const last = readLastLine(file, pool, maxLineBytes)
    file.role = 'done'
    if (last === undefined) pool.release(file)
    return last
  }

  return {
    async next(place) {
      for (let item = place.backlog[0]; item !== undefined; item = place.backlog[0]) {
        const { file } = item
        const result =
          item.blocks === undefined ? readBlock(file, pool, maxLineBytes) : await nextCompressed(file, item.blocks)
        if (typeof result === 'object') {
          file.quietSince = 0
          return [file, result]
        }
        if (result === 'partial') continue
        place.backlog.shift()
        const last = item.blocks === undefined && result === 'end' ? letGo(file) : undefined
        if (last !== undefined) return [file, last]
        if (file.role === 'old' && !old.has(file)) file.role = 'done'
      }
      const { file } = place
      if (file === undefined || place.rewritten || takeErrorFile(place.path, file, pool, out)) return undefined
      for (;;) {
        const result = readBlock(file, pool, maxLineBytes)
        if (typeof result === 'object') return [file, result]
        if (result === 'rewritten') place.rewritten = true
        if (result !== 'partial') return undefined
      }
    },
    oldFiles() {
      const places = [...old].map(file => {
        const place = placeAt(file.path, file.frame)
        place.backlog.push({ file })
        return place
      })
      old.clear()
      return places
    },
  }
}
