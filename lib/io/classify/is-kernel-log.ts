// Tells a node's kernel log (dmesg, journalctl -k, kern.log) from a job's by its first lines.
import { closeSync, openSync, readSync, statSync } from 'node:fs'

const HEAD_BYTES = 16_384
const KERNEL_LINE =
  /^(?:<\d{1,3}>)?(?:\[ *\d+\.\d+\] |\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] |[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ kernel: |\d{4}-\d\d-\d\dT\S+ \S+ kernel: |kern +:\w+ +: )/
/** Share of lines that must be the kernel's: syslog files hold a few of other programs. */
const SHARE = 0.7

/** False where the file cannot be read, which whoever reads it will say. */
export function isKernelLog(path: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES)
  let length = 0
  try {
    // A pipe can be read only once, and closing it would end its writer.
    if (!statSync(path).isFile()) return false
    const file = openSync(path, 'r')
    try {
      length = readSync(file, head, 0, HEAD_BYTES, 0)
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
  const lines = head
    .toString('latin1', 0, length)
    .split('\n')
    .filter(line => line.trim() !== '')
  return lines.length > 0 && lines.filter(line => KERNEL_LINE.test(line)).length >= SHARE * lines.length
}
