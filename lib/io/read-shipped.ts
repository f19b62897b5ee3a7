// Files that the build makes beside the programs.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where dist/ is: a bundle stands in a folder of it, this file two below the checkout. */
const FOLDERS = ['..', '../../dist'].map(path => join(dirname(fileURLToPath(import.meta.url)), path))

/** Returns the text of a file below dist/. Throws where it was not built. */
export function readShipped(path: string): string {
  const folder = FOLDERS.find(each => existsSync(join(each, path))) ?? ''
  return readFileSync(join(folder, path), 'utf8')
}
