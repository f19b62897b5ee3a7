// A bar on standard error over the files that are read, where it is a terminal; nothing elsewhere.
import { stat } from 'node:fs/promises'

export interface ProgressBar {
  /** Learns how much there is to read. */
  begin(files: readonly string[]): Promise<void>
  /** Takes the bytes read of the file at hand. */
  show(bytes: number): void
  next(): void
  clear(): void
}

const BAR_WIDTH = 30
const SHOW_EVERY_BYTES = 8 * 1024 * 1024

export function progressBar(): ProgressBar {
  if (!process.stderr.isTTY)
    return { begin: async () => undefined, show: () => undefined, next: () => undefined, clear: () => undefined }
  let total = 0
  let before = 0
  let current = 0
  let shown = 0
  return {
    async begin(files) {
      for (const file of files) total += (await stat(file).catch(() => ({ size: 0 }))).size
    },
    show(bytes) {
      current = bytes
      if (before + current - shown < SHOW_EVERY_BYTES) return
      shown = before + current
      const share = total === 0 ? 1 : Math.min(1, shown / total)
      process.stderr.write(
        `\r[${'#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH)}] ${Math.round(share * 100)} %`,
      )
    },
    next() {
      before += current
      current = 0
    },
    clear: () => void (shown > 0 && process.stderr.write('\r\u001b[K')),
  }
}
