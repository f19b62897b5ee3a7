// The state file: reading positions as JSON, so that a person can read it and a later version can tell what it is.
import type { Position } from './position.ts'

const VERSION = 1
/** What every state file begins with. */
const HEAD = '{"logmon_follow":'

/** True for the text of a state file, also of one that ends too early. */
export const isCheckpoint = (text: string): boolean => text.startsWith(HEAD)

/** What the stages behind the files know, as JSON, with what proves that it is whole. */
export interface KeptStages {
  readonly json: string
  readonly sum: string
}

/**
 * Returns the text of a state file. What the stages know is what they know where the positions stand.
 */
export function formatCheckpoint(positions: readonly Position[], stages?: KeptStages): string {
  const files = positions.map(({ headBytes, modifiedMs, bornMs, ...position }) => {
    const { path, device, inode, offset, head, tail, size } = position
    return {
      path,
      device,
      inode,
      offset,
      head,
      head_bytes: headBytes,
      tail,
      size,
      modified_ms: modifiedMs,
      born_ms: bornMs,
    }
  })
  const lines = files.map(file => JSON.stringify(file)).join(',\n')
  const known = stages === undefined ? '' : `,"stages_sum":"${stages.sum}","stages":\n${stages.json}\n`
  return `${HEAD}${VERSION},"files":[\n${lines}\n]${known}}\n`
}

/**
 * Returns the positions of a state file, or what is wrong with it: reading on from a damaged state would lose or repeat
 * lines silently.
 */
export function readCheckpoint(text: string): readonly Position[] | { readonly reason: string } {
  let value: { logmon_follow?: unknown; files?: unknown }
  try {
    value = JSON.parse(text) as typeof value
  } catch (error) {
    return { reason: `is no JSON: ${(error as Error).message}` }
  }
  if (typeof value !== 'object' || value === null || value.logmon_follow === undefined)
    return { reason: 'is no state file of logmon-follow' }
  if (value.logmon_follow !== VERSION)
    return { reason: `has version ${JSON.stringify(value.logmon_follow)}; this program reads version ${VERSION}` }
  if (!Array.isArray(value.files)) return { reason: 'has no list "files"' }
  const positions: Position[] = []
  for (const [index, file] of (value.files as Record<string, unknown>[]).entries()) {
    const position = positionOf(file)
    if (position === undefined) return { reason: `files[${index}] is no reading position` }
    positions.push(position)
  }
  return positions
}

function positionOf(file: Record<string, unknown> | null): Position | undefined {
  if (typeof file !== 'object' || file === null) return undefined
  const { path, device, inode, head, head_bytes: headBytes, offset, tail, size } = file
  const { modified_ms: modifiedMs, born_ms: bornMs } = file
  const texts = [path, device, inode, head, tail]
  if (!texts.every(text => typeof text === 'string') || !isCount(offset) || !isCount(headBytes)) return undefined
  if (size !== undefined && !isCount(size)) return undefined
  if ([modifiedMs, bornMs].some(time => time !== undefined && !Number.isFinite(time))) return undefined
  return {
    ...({ path, device, inode, head, headBytes, offset, tail } as Position),
    ...(size === undefined ? {} : { size: size as number }),
    ...(modifiedMs === undefined ? {} : { modifiedMs: modifiedMs as number }),
    ...(bornMs === undefined ? {} : { bornMs: bornMs as number }),
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
