// Whom an alert of many speaks for, whole and in few words: what an outbox knows of them after a restart.
import { BOUNDS } from '../bounds.ts'
import type { AlertScope } from '../config/alert.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import type { Crowd } from './episode.ts'
import { formatRanks, parseRanks } from './rank-list.ts'

/** Most characters that the names of an alert take; ranks as numbers never take as many. */
const MAX_CHARACTERS = BOUNDS['alert.members'].most
/** What the JSON of keys that differ in a number takes besides them. */
const FRAME_CHARACTERS = 40

type Named = Pick<AlertRecord, 'members' | 'unnamed_members'>

/** Keys that differ in one number alone, or one key without a number. */
interface Group {
  readonly before: string
  readonly after: string
  readonly numbers: number[]
}

/** A key at its last number that is written as JSON would write it: one with leading zeros could not be read back. */
const LAST_NUMBER = /^(.*(?:^|\D))(0|[1-9]\d{0,8})(?!\d)(.*)$/

/** Returns the members of a crowd as its alert holds them. */
export function namedMembers({ members, unnamed }: Crowd): Named {
  let room = MAX_CHARACTERS
  let leftOut = unnamed
  const named: NonNullable<AlertRecord['members']> = []
  for (const { before, after, numbers } of groupsOf(members.keys())) {
    const text = formatRanks(numbers, Number.POSITIVE_INFINITY)
    const size = before.length + after.length + text.length + FRAME_CHARACTERS
    if (size > room) {
      leftOut += Math.max(1, numbers.length)
      continue
    }
    room -= size
    named.push({ before, ...(text === '' ? {} : { numbers: text }), ...(after === '' ? {} : { after }) })
  }
  return { members: named, ...(leftOut === 0 ? {} : { unnamed_members: leftOut }) }
}

function groupsOf(keys: Iterable<string>): Iterable<Group> {
  const groups = new Map<string, Group>()
  for (const key of keys) {
    const [, before = key, number, after = ''] = LAST_NUMBER.exec(key) ?? []
    const name = number === undefined ? key : `${before}\n${after}`
    const group = groups.get(name) ?? { before, after, numbers: [] }
    groups.set(name, group)
    if (number !== undefined) group.numbers.push(Number(number))
  }
  return groups.values()
}

/**
 * Returns for whom an alert of many spoke; undefined where it does not say so, or they have other keys by now: those of
 * another scope.
 */
export function membersToldOf(
  { members, unnamed_members: unnamed = 0, labels }: AlertRecord,
  scope: AlertScope,
): Pick<Crowd, 'members' | 'unnamed'> | undefined {
  if (members === undefined || labels?.['scope'] !== scope) return undefined
  const known = new Map<string, number | undefined>()
  for (const { before, numbers, after = '' } of members) {
    const isRank = before.endsWith('/rank ') && after === ''
    const all = numbers === undefined ? [] : parseRanks(numbers)
    if (all === undefined) return undefined
    for (const number of all) known.set(`${before}${number}${after}`, isRank ? number : undefined)
    if (numbers === undefined) known.set(before, undefined)
  }
  return { members: known, unnamed }
}
