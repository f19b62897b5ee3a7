// Options of the classifier -> what it runs with.

import type { Problem } from '../problem.ts'
import { nearestName } from '../record/nearest.ts'
import type { Millis } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { SIGNATURES } from '../signatures/index.ts'
import { buildMatcher, type Matcher } from '../signatures/matcher.ts'
import type { Signature } from '../signatures/signature.ts'
import type { HistoryEntry } from './history.ts'
import { buildJudge, type Judge } from './judge.ts'
import type { ModelSettings } from './model/settings.ts'
import { ACTIONS, type Action, type PolicyTable, PROFILES, type ProfileName } from './policies.ts'

/** Exit statuses of --exit-code, for shell scripts. */
export const EXIT_OF_ACTION = { restart: 10, restart_isolate: 11, stop: 12, wait: 13, done: 0, unknown: 14 } as const

/** What the classifier of a job runs with. */
export interface ClassifySettings {
  readonly matcher: Matcher
  readonly table: PolicyTable
  readonly profile: ProfileName
  readonly job: string | undefined
  /** Silence after a failure that makes an interim verdict. */
  readonly quietMs: Millis
  readonly domainSize: number | undefined
  /** Most nodes that are left out. */
  readonly isolateMost: number | undefined
  readonly exitCode: boolean
  readonly explain: boolean
  readonly history: readonly HistoryEntry[]
  readonly historyFile: string | undefined
  readonly isolateFile: string | undefined
  /** Lines of how the job ended, in the word of whoever started it. */
  readonly outcome: readonly string[]
  /** Logs of runs that went well. */
  readonly compare: readonly string[]
  /** Lines at the end of each file that are read; undefined for all. */
  readonly lastLines: number | undefined
  /** The job that Slurm's accounting is asked about. */
  readonly sacctJob: string | undefined
  /** What is printed of a verdict in the place of records; undefined for the records themselves. */
  readonly original: ((verdict: VerdictRecord) => readonly string[]) | undefined
  /** True where texts are to be safe in a page. */
  readonly escapesHtml: boolean
  /** Whom to ask about what the rules leave unknown; undefined for nobody. */
  readonly model: ModelSettings | undefined
  /** True where another run is to go on from what this one knows. */
  readonly keepsState?: boolean
}

export const judgeOf = (settings: ClassifySettings): Judge => buildJudge(settings)

let shared: Matcher | undefined

/** Returns the matcher of the built-in rows, compiled once per process. */
export function builtInMatcher(): Matcher {
  shared ??= buildMatcher(SIGNATURES)
  return shared
}

/** Returns the matcher of the built-in rows and the user's, which come first and replace rows of the same id. */
export function matcherWith(own: readonly Signature[]): Matcher {
  if (own.length === 0) return builtInMatcher()
  const ids = new Set(own.map(row => row.id))
  return buildMatcher([...own, ...SIGNATURES.filter(row => !ids.has(row.id))])
}

/** Returns the profile's table with the user's rows (`category=action`) put over it, or what is wrong with them. */
export function policyTable(profile: ProfileName, overrides: readonly string[]): PolicyTable | readonly Problem[] {
  const table: Record<string, PolicyTable[Category]> = { ...PROFILES[profile] }
  const problems: Problem[] = []
  for (const override of overrides) {
    const [category = '', action = ''] = override.split('=')
    if (!(category in CATEGORIES))
      problems.push({ place: '--action', reason: unknownName('category', category, Object.keys(CATEGORIES)) })
    else if (!(ACTIONS as readonly string[]).includes(action))
      problems.push({ place: '--action', reason: unknownName('action', action, ACTIONS) })
    else table[category] = { first: action as Action, repeat: action as Action }
  }
  return problems.length > 0 ? problems : (table as PolicyTable)
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearestName(name, known)
  return `"${name}" is no ${what}${near === undefined ? `; write CATEGORY=ACTION, such as time_limit=stop` : `; did you mean ${near}?`}`
}
