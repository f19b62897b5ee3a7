// What becomes of a per-node file that was put aside: `.1`, then `.1.gz`, then higher numbers. A kill at any point
// loses and repeats nothing.
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { dropLeftovers, temporaryFor } from '../safe-file.ts'

/**
 * Moves the compressed files up by one, so that there is no `.1.gz`; what would be more than `keep` is deleted. To be
 * called before a file becomes `.1`: where both are found, the compressed one is that file, whole.
 */
export function freeFirstNumber(path: string, keep: number): void {
  let free = 1
  while (free <= keep && existsSync(`${path}.${free}.gz`)) free++ // a kill has left a gap: it is filled
  if (free > keep) rmSync(`${path}.${keep}.gz`)
  for (let number = Math.min(free, keep) - 1; number >= 1; number--)
    renameSync(`${path}.${number}.gz`, `${path}.${number + 1}.gz`)
}

/** Compresses `.1`, under another name until it is whole. Where that fails, as on a full disk, `.1` stays as it is. */
export async function compressAside(path: string): Promise<void> {
  const temporary = temporaryFor(`${path}.1.gz`)
  dropLeftovers(`${path}.1.gz`, 0)
  try {
    const compressed = createWriteStream(temporary, { flags: 'wx', flush: true }) // exclusive: never through a link
    await pipeline(createReadStream(`${path}.1`), createGzip(), compressed)
    renameSync(temporary, `${path}.1.gz`)
  } catch (error) {
    rmSync(temporary, { force: true }) // on a full disk it would take the room that others need
    throw error
  }
  rmSync(`${path}.1`)
}
