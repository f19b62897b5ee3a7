// A copy of this checkout in which anything may be changed, built and tested; what is installed is shared with it.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Returns the folder of a copy of all that git keeps or would keep; the caller removes it. */
export function scratchCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-scratch-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  for (const file of files.split('\0').filter(name => name !== '' && existsSync(name)))
    cpSync(file, join(folder, file), { preserveTimestamps: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}
