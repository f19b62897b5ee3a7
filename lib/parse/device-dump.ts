// GPU drivers and their container hooks print /proc/devices into the output of jobs: lines that say nothing of the job
// and look like numbers of steps.

const HEAD = /^(?:Character|Block) devices:$/
/** The kernel's own layout: `%3d %s`. */
const LINE = /^ {0,2}\d{1,3} [\w/:.+-]{1,64}$/
/** Writers of a source that print one at a time. */
const MOST_WRITERS = 256

/** The writers of a source that are in the middle of such a list. */
export type DeviceDumps = Set<number | string>

/** True where a line belongs to a list of devices; notes that one begins or is over. */
export function isDeviceLine(dumps: DeviceDumps, text: string, keyOfWriter: () => number | string): boolean {
  const begins = text.endsWith(' devices:') && HEAD.test(text)
  if (!begins && dumps.size === 0) return false
  const writer = keyOfWriter()
  if (begins) {
    if (dumps.size >= MOST_WRITERS) dumps.clear()
    dumps.add(writer)
    return true
  }
  // An empty line stands between its two halves.
  if (!dumps.has(writer) || text === '') return false
  if (LINE.test(text)) return true
  dumps.delete(writer)
  return false
}
