// What the job of a file is called: as the user says, by a part of the path that the user points at, or by the path.
import { jobOfPath } from '../formats/job-of-path.ts'
import { withoutRotation } from '../formats/origin-from-path.ts'
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'

/** Finds the job in a path; undefined where the path is not like that. */
export interface JobFrom {
  of(path: string): string | undefined
}

const PLACE = '{job}'
const NAMED_GROUP = /\(\?P?<job>/

/**
 * Returns what finds the job in a path: `runs/{job}/*.log` is compared with the end of the path, part by part (`*` is
 * any text within one, `**` any parts); a pattern with a group named job is searched. Else why that cannot be.
 */
export function jobFromPath(text: string): JobFrom | { readonly reason: string } {
  const isPattern = NAMED_GROUP.test(text)
  if (!isPattern && text.split(PLACE).length !== 2)
    return { reason: `"${text}" does not say where the job stands: write ${PLACE} once, as in runs/${PLACE}/*.log` }
  const pattern = compilePattern(isPattern ? text : sourceOf(text))
  if (isPatternProblem(pattern)) return { reason: `"${text}": ${pattern.reason}` }
  const group = pattern.names.indexOf('job')
  return { of: path => pattern.match(path)?.[group] || undefined }
}

/** The pattern of a path with a place for the job; a path that begins with `/` is one from its very start. */
function sourceOf(text: string): string {
  const parts = text.split(/(\{job\}|\*\*\/?|\*|\?)/).map(part => {
    if (part === PLACE) return '(?P<job>[^/]+?)'
    if (part.startsWith('**')) return part === '**' ? '.*' : '(?:.*/)?'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : part.replace(/[.+^$(){}|[\]\\]/g, '\\$&')
  })
  return `${text.startsWith('/') ? '^' : '(?:^|/)'}${parts.join('')}$`
}

/** Returns what names the job of a file, or of lines of no file; a name that is given is that of all others. */
export function jobNames(given: string | undefined, from: JobFrom | undefined): (path?: string) => string | undefined {
  return path =>
    path === undefined ? given : (from?.of(path) ?? from?.of(withoutRotation(path)) ?? given ?? jobOfPath(path))
}
