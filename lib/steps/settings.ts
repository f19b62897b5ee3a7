// The `sources` of a job file, checked and ready for use.
import type { SourceConfig } from '../config/source.ts'
import type { Pattern } from '../pattern/pattern.ts'
import type { Problem } from '../problem.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import type { Zone } from '../record/zone.ts'
import { zoneOf } from '../record/zone.ts'
import { globMatcher } from '../sources/glob.ts'
import { compileSteps } from './compile.ts'
import { CONTAINERS, type Unwrap } from './container.ts'
import { type Issue, patternOf } from './patterns.ts'
import type { Step } from './work.ts'

export interface SourceSettings {
  /** True for a file of this source. */
  isOf(file: string): boolean
  readonly zone: Zone | undefined
  readonly isArrival: boolean
  readonly keepsPrefix: boolean
  readonly fields: Readonly<Record<string, string>>
  readonly unwrap: Unwrap | undefined
  readonly block: BlockSettings | undefined
  readonly steps: readonly Step[]
}

export interface BlockSettings {
  readonly first: Pattern
  readonly maxWaitMs: Millis
  readonly maxLines: number
}

/** Those of Promtail. */
const MAX_WAIT = '3s'
const MAX_LINES = 128

/** Returns the sources that read something of their lines, or everything that is wrong with them. */
export function sourceSettings(sources: readonly SourceConfig[]): readonly SourceSettings[] | readonly Problem[] {
  const problems: Problem[] = []
  const settings = sources.map((source, index) =>
    settingsOf(source, (path, reason) => problems.push({ place: placeOf(index, path), reason })),
  )
  return problems.length > 0 ? problems : settings
}

const placeOf = (index: number, path: readonly (string | number)[]): string =>
  `sources[${index}]${path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`

function settingsOf(source: SourceConfig, issue: Issue): SourceSettings {
  const { paths, tz, time, fields = {}, keep_prefix: keepsPrefix = false, container, block } = source
  const zone = tz === undefined ? undefined : zoneOf(tz)
  if (tz !== undefined && zone === undefined)
    issue(
      ['tz'],
      `"${tz}" is no time zone; write an IANA name such as Asia/Kolkata, an offset such as +05:30, UTC or local`,
    )
  const { steps, issues } = compileSteps(source.steps ?? [])
  for (const { path, reason } of issues) issue(['steps', ...path], reason)
  const tests = paths.map(pathTest)
  return {
    isOf: file => tests.some(fits => fits(file)),
    zone,
    isArrival: time === 'arrival',
    keepsPrefix,
    fields,
    unwrap: container === undefined ? undefined : CONTAINERS[container],
    block:
      block === undefined
        ? undefined
        : {
            first: patternOf(block.first_line, 'block', issue),
            maxWaitMs: parseDuration(block.max_wait ?? MAX_WAIT) ?? 0,
            maxLines: block.max_lines ?? MAX_LINES,
          },
    steps,
  }
}

/** A path that is a directory stands for what is in it. */
function pathTest(path: string): (file: string) => boolean {
  const plain = path.replace(/\/+$/, '')
  const matches = globMatcher(plain.includes('/') ? plain : `./${plain}`)
  return file =>
    file === path || file.startsWith(`${plain}/`) || matches(file) || (!plain.includes('/') && matches(`./${file}`))
}
