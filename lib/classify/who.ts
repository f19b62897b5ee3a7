// Whom a line of a failure names, in the words of any program, where neither its head nor its row says it.

/** What stands between the word and the name: `rank 3`, `RankID:8`, `rank = 2`. */
const RANK = /(?:^|[\s([{,;'"])(?:global_?)?[Rr]ank(?:_?[Ii][Dd])?[ :=#]{1,3}(\d{1,6})\b(?![./:]\d)/g
/** An address, or a name with a digit in it, as names of machines have. */
const NODE =
  /(?:^|[\s([{,;'"])(?:[Nn]ode(?:_?name)?|[Hh]ost(?:_?name)?|(?:Node |Worker )?(?:[Ii]p|IP)(?: address)?)(?: ?[=:] ?| )((?:\d{1,3}\.){3}\d{1,3}|[a-z][\w-]*\d[\w.-]*\w)/g
/** A tensor has a rank, too; a process group counts its own. */
const OTHER_RANKS = /\b(?:tensors?|arrays?|matri(?:x|ces)|dim(?:ension)?s?|shape)\b|\bPG \d/i
/** Longest part of a line that is looked at, in characters. */
const MAX_TEXT = 1000

/** The one rank and the one node that a text names; nothing where it names several. */
interface Named {
  readonly rank?: number
  readonly node?: string
}

export function namedIn(body: string): Named {
  const text = body.length > MAX_TEXT ? body.slice(0, MAX_TEXT) : body
  const rank = OTHER_RANKS.test(text) ? undefined : onlyOne(text, RANK)
  const node = onlyOne(text, NODE)
  return { ...(rank === undefined ? {} : { rank: Number(rank) }), ...(node === undefined ? {} : { node }) }
}

function onlyOne(text: string, pattern: RegExp): string | undefined {
  let found: string | undefined
  for (const [, name] of text.matchAll(pattern)) {
    if (found !== undefined && name !== found) return undefined
    found = name
  }
  return found
}
