// The files that the build makes of the declarations: man pages and completions.
import { version } from '../../io/version.ts'
import { completedOf } from './completion-words.ts'
import { completionScript } from './completions.ts'
import { allLines } from './lines.ts'
import { frontPage, manPage, pageName } from './man.ts'
import { SHELLS } from './shells.ts'

/** Returns their texts by their paths below dist/. `date` stands in the man pages, as YYYY-MM-DD. */
export function helpFiles(date: string): Readonly<Record<string, string>> {
  const all = allLines()
  const completed = all.map(completedOf)
  const edition = { version, date }
  return {
    'man/logmon.1': frontPage(all, edition),
    ...Object.fromEntries(all.map(each => [`man/${pageName(each)}.1`, manPage(each, all, edition)])),
    ...Object.fromEntries(SHELLS.map(shell => [`completions/logmon.${shell}`, completionScript(shell, completed)])),
  }
}
