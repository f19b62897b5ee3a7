// What is said to the POSIX shell of another host, and how its listings are read.

import { formatTime, type Millis, parseTime } from '../record/time.ts'
import type { FileSeen } from './follow/tracked-file.ts'
import { braceAlternatives, globMatcher, isGlob } from './glob.ts'
import { isLogName } from './log-name.ts'

/** Returns text as one word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Returns a pattern without braces as a word in which only * ? and plain [sets] are special to the shell; any other set
 * is widened to ?.
 */
export function quotePattern(pattern: string): string {
  return pattern
    .split(/(\*|\?|\[[^\]][^\]]*\])/)
    .map((part, index) => {
      if (part === '') return ''
      if (index % 2 === 0) return quote(part)
      return /^(?:[*?]|\[[!^]?[A-Za-z0-9-]+\])$/.test(part) ? part.replace('[^', '[!') : '?'
    })
    .join('')
}

// Inode, mode, size, date and name, one a line, links followed; the date in a form that can be read.
export const LIST = 'LC_ALL=C TZ=UTC0 ls -diLn'

/**
 * Returns the command that lists what paths and patterns name: a directory is looked through. Names that are not there
 * are left out.
 */
export function listCommand(paths: readonly string[]): string {
  return `{ ${paths.flatMap(listOne).join('; ')}; } 2>/dev/null`
}

function listOne(path: string): readonly string[] {
  if (!isGlob(path)) return [`if test -d ${quote(path)}; then ${findBelow(path)}; else ${LIST} ${quote(path)}; fi`]
  const [trees, plain] = [braceAlternatives(path).filter(hasTree), braceAlternatives(path).filter(one => !hasTree(one))]
  // Alternatives often share the directory that is looked through.
  const starts = [...new Set(trees.map(startOfTree))]
  // A file whose own name has a star or a bracket is meant by that name.
  return [...starts.map(findBelow), `${LIST} ${[quote(path), ...plain.map(quotePattern)].join(' ')}`]
}
const hasTree = (pattern: string): boolean => pattern.split('/').includes('**')

/** The directories before the first part of a pattern that is none by itself. */
function startOfTree(pattern: string): string {
  const parts = pattern.split('/')
  return parts.slice(0, parts.findIndex(isGlob)).join('/') || '/'
}

/** From `/.`, so that a start that is itself hidden, or a link, is looked through all the same. */
const findBelow = (directory: string): string =>
  `find ${quote(`${directory.replace(/\/+$/, '')}/.`)} -name '.?*' -prune -o '(' -type f -o -type l ')' -exec env ${LIST} {} +`

/** Returns the test of whether a path is one of those that paths and patterns name. */
export function remoteMatcher(paths: readonly string[]): (path: string) => boolean {
  const tests = paths.map(wanted => {
    if (isGlob(wanted)) {
      const matches = globMatcher(wanted)
      return (path: string) => path === wanted || matches(path)
    }
    const below = `${wanted.replace(/\/+$/, '')}/`
    return (path: string) =>
      path === wanted || (path.startsWith(below) && isLogName(path.slice(path.lastIndexOf('/') + 1)))
  })
  return path => tests.some(matches => matches(path))
}

/** Returns the command that lists what rotation may have made of a file, the one that changed last first. */
export function listSiblingsCommand(path: string): string {
  const slash = path.lastIndexOf('/') + 1
  const dot = path.lastIndexOf('.')
  // logrotate's `extension`: train.1.log for train.log.
  const extended = dot > slash ? ` ${quote(path.slice(0, dot))}*${quote(path.slice(dot))}*` : ''
  return `${LIST}t ${quote(path)}*${extended} 2>/dev/null`
}

/** Returns the command that gives `count` bytes of a file from `offset`; fewer at its end. */
export function readCommand(path: string, offset: number, count: number): string {
  return `tail -c +${offset + 1} ${quote(path)} 2>/dev/null | head -c ${count}`
}

export interface RemoteListing extends FileSeen {
  /** Owner, size and date as they were listed. */
  readonly details: string
}

/** A shell does not say which device a file is on. */
export const NO_DEVICE = 'ssh'

/**
 * Returns the regular files of a listing, in its order and each once; lines that are none are left out. `nowMs` tells
 * which year a date is of that has none.
 */
export function readListing(text: string, nowMs: Millis): readonly RemoteListing[] {
  const files = new Map<string, RemoteListing>()
  // POSIX: inode, mode, links, owner, group, size, then a date of three words, then the name.
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+) +-\S+ +\d+ +(\S+ +\S+ +(\d+) +(\S+ +\S+ +\S+)) (\/.*)$/s.exec(line)
    if (match === null) continue
    const [, inode = '', details = '', size, date = '', name = ''] = match
    const path = name.replace('/./', '/')
    if (!files.has(path))
      files.set(path, {
        path,
        device: NO_DEVICE,
        inode,
        size: Number(size),
        modifiedMs: listedMillis(date, nowMs),
        details,
      })
  }
  return [...files.values()]
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_MS = 86_400_000

/** Returns the instant of a listed date, to the minute of the last half year or to the day; 0 where it is none. */
function listedMillis(date: string, nowMs: Millis): Millis {
  const [name = '', day, rest = ''] = date.split(/ +/)
  const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0')
  const at = (year: number, clock: string): Millis =>
    parseTime(`${String(year).padStart(4, '0')}-${month}-${day?.padStart(2, '0')}T${clock}:00Z`) ?? 0
  if (!rest.includes(':')) return at(Number(rest), '00:00')
  const thisYear = Number(formatTime(nowMs)?.slice(0, 4) ?? 1970)
  const millis = at(thisYear, rest)
  return millis > nowMs + DAY_MS ? at(thisYear - 1, rest) : millis
}
