// What the output of a job names: the folder of its logs, and the logs in there.
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inOrderOfCycles, type JobOutput, logsOfJob, OUTPUT_MARKS, outputReader } from '../../serve/job-output.ts'
import { isRefusal, type Refusal, refusal } from '../../serve/refusal.ts'
import { openSafely, type SafeFile, safeFile, safePath } from './safe-path.ts'

const CHUNK_BYTES = 1024 * 1024
/** What stands behind it in a job's output is not looked at. */
const MOST_BYTES = 1024 * 1024 * 1024
/** Most of a line that is kept over chunks. */
const MOST_HELD = 8192
const MOST_FILES = 1000

/** Reads the output of a job for the paths that it names. Rejects where it cannot be read. */
export async function readJobOutput(path: string, root: string): Promise<JobOutput> {
  const reader = outputReader()
  const handle = await openSafely(path, root)
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let held = ''
  try {
    for (let at = 0; at < MOST_BYTES; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at)
      if (bytesRead === 0) break
      at += bytesRead
      const bytes = buffer.subarray(0, bytesRead)
      // Most chunks hold none of it, and need not become lines.
      const seam = held + bytes.toString('latin1', 0, 64)
      if (OUTPUT_MARKS.some(mark => bytes.includes(mark) || seam.includes(mark))) {
        const lines = (held + bytes.toString()).split('\n')
        held = (lines.pop() as string).slice(0, MOST_HELD)
        for (const line of lines) reader.take(line)
      } else held = bytes.subarray(Math.max(bytes.lastIndexOf(10) + 1, bytes.length - MOST_HELD)).toString()
    }
    reader.take(held)
    return reader.found()
  } finally {
    await handle.close()
  }
}

/**
 * Resolves the folder of logs that an output names, which strangers wrote: undefined where it is not there (yet), a
 * refusal where it may not be read.
 */
export async function safeFolder(given: string, root: string): Promise<string | undefined | Refusal> {
  const path = await safePath(given, root)
  if (isRefusal(path)) {
    if (path.refusedAs === 'NOT_FOUND') return undefined
    if (path.refusedAs === 'NOT_READABLE') return refusal('LOGS_DIR_NOT_READABLE', `LOGS_DIR is not readable: ${given}`)
    return path
  }
  const stats = await stat(path).catch(() => undefined)
  if (stats?.isDirectory() !== true) return undefined
  return readdir(path).then(
    () => path,
    () => refusal('LOGS_DIR_NOT_READABLE', `LOGS_DIR is not readable: ${given}`),
  )
}

/** Resolves to the logs of a job in its folder and the folder `slurm` in there, in the order of their cycles. */
export async function logsIn(folder: string, jobId: string, root: string): Promise<readonly SafeFile[]> {
  const found: string[] = []
  for (const each of [folder, join(folder, 'slurm')])
    for (const name of await readdir(each).catch((): string[] => [])) found.push(join(each, name))
  const wanted = new Set(logsOfJob([...new Set(found.map(path => path.slice(path.lastIndexOf('/') + 1)))], jobId))
  const logs = new Map<string, SafeFile>()
  for (const path of found.slice(0, 10 * MOST_FILES)) {
    if (!wanted.has(path.slice(path.lastIndexOf('/') + 1)) || logs.size >= MOST_FILES) continue
    const file = await safeFile(path, root)
    if (!isRefusal(file) && file.path.startsWith(`${await realpath(folder)}/`)) logs.set(file.path, file)
  }
  return inOrderOfCycles([...logs.values()].map(file => ({ ...file, modifiedMs: file.identity.modifiedMs })))
}
