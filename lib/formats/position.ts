// Where a line of free text says that training stands: the step, of how many, and the epoch. A line may count several
// things at once (batches of an epoch, micro-batches, iterations); which is the step is told by their words, and by
// the source's own history where their words do not settle it.
import type { SourceMemory, Trend } from './format.ts'

export interface Position {
  readonly step: number | undefined
  readonly total: number | undefined
  readonly epoch: number | undefined
}

interface Counter {
  readonly name: string
  /** Less is better: a global step, then steps, iterations, batches. */
  readonly order: number
  readonly value: number
  readonly total: number | undefined
}

const NUMBER = '(\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,15}(?:\\.\\d{1,4})?)([KkM]?)'
const COUNTER = new RegExp(
  `(?<![A-Za-z\\d./-])(?:([A-Za-z]+)[ _-]{1,2})?(step|iteration|iter|it|update|batch|up\\.|timestep)(?:e?s)?(?:[_ ]?(?:i|id|idx|num|no\\.?))?[ \\t]?[:=#]?[ \\t]{0,12}[[(]? *${NUMBER}(?: *(?:/|of) *${NUMBER})?(?![\\w%]|\\.\\d|:\\d|-\\d)`,
  'gi',
)
/** Words before a counter that make it another one than the step of training. */
const OTHER_COUNTER =
  /^(?:inner|micro|mini|sub|accum|accumulation|grad|gradient|nan|skipped|warmup|max|total|num|number|eval|val|valid|validation|test|per|every|log|logging|save|env|fps|generation|decoding|denoising|diffusion|sampling|inference|prefill|tokens|last|best|previous|from|resume|resumed|loss|acc|lr|time|norm|reward)$/i
const GLOBAL = /^(?:global|overall)$/i
const ORDER_OF: Readonly<Record<string, number>> = { step: 1, timestep: 1, update: 2, 'up.': 1, batch: 4 }
const EPOCH =
  /(?<![A-Za-z\d./_-])(?:(train|training|cur|current|ppo|num|max|total|warmup|best|of)[ _])?(epochs?|epch|ep\.?|(?=e=)e)\]?[ \t]?[:=#]{0,2}[ \t]{0,8}[[(]? *(\d{1,9}(?:\.\d{1,9})?)(?: *\/ *\d{1,9})?(?![\w%]|:\d)/gi
const OTHER_EPOCH = /^(?:ppo|num|max|total|warmup|best)$/i
/** `Epoch: [1] [  20/7329]`: the batches of the epoch, where the brackets do not count samples with a percentage. */
const BATCHES = /^ ?\]?[\s:,]{0,4}\[ *(\d{1,12}) *\/ *(\d{1,12}) *\]/
const PREFIXED_EPOCH = /^(\d{1,6})epoch:/
/** `400/ 2983 batches` */
const COUNT_FIRST = /(?<![\d./])(\d{1,12}) *\/ *(\d{1,12}) (?:batches|steps|iterations|iters|updates)\b/i

/** `| 1200 steps | lr 0.0003 |` */
const COUNT_LEADS = /^\W{0,4}(\d{1,12}) (?:steps|iterations|iters|updates)\b(?! ?(?:\/|per\b))/
/** `| 120/500 |`, and `Step... (1200 | Loss: 2.3)` of Flax's examples. */
const CELL = /\| {0,4}(\d{1,12}) ?\/ ?(\d{1,12}) {0,4}(?=\|)/
const DOTTED = /\bstep\.{3} ?\((\d{1,12})(?:\/(\d{1,12}))? \|/i
/** `[E:3/10] [B:120/938]`, `E3 I1200/5000`: letters for an epoch and for what is counted within it. */
const SHORT = /(?<![\w.])E:?(\d{1,6})(?:\/\d{1,6})?[\])]?[\s,|]{1,4}[[(]?[BIS]:?(\d{1,12})(?:\/(\d{1,12}))?(?![\w.])/

/** Returns where a text says that training stands; `memory` learns from it. */
export function positionOf(text: string, memory: SourceMemory): Position {
  const leading = leadingPosition(text)
  if (leading !== undefined) return leading
  const [epoch, epochEnd] = epochOf(text)
  const counter = bestCounter(countersOf(text), memory)
  if (counter !== undefined) {
    if (trendOf(memory, counter.name)?.isEpochAndStep === true && epoch === undefined)
      return { step: counter.total, total: undefined, epoch: counter.value }
    const total = counter.total !== undefined && counter.total >= counter.value ? counter.total : undefined
    return { step: counter.value, total, epoch }
  }
  const short = epoch === undefined ? SHORT.exec(text) : null
  if (short !== null) return { epoch: Number(short[1]), step: Number(short[2]), total: Number(short[3]) || undefined }
  const leadingCount = COUNT_LEADS.exec(text)
  if (leadingCount !== null) return { step: Number(leadingCount[1]), total: undefined, epoch }
  const batches =
    (epoch === undefined ? null : BATCHES.exec(text.slice(epochEnd))) ??
    COUNT_FIRST.exec(text) ??
    CELL.exec(text) ??
    DOTTED.exec(text)
  if (batches === null) return { step: undefined, total: undefined, epoch }
  return { step: Number(batches[1]), total: Number(batches[2]) || undefined, epoch }
}

/** Words beside a position that say no more than it does. */
const EMPTY_WORDS = new Set(
  'train training learning metrics done finished completed complete end of eta global results step epoch iteration h m s d'.split(
    ' ',
  ),
)

/** True where a text says where training stands and nothing else, and cannot be a list's `Step 1`. */
export function isPositionAlone(text: string): boolean {
  if (!/\d/.test(text) || !/step|epoch|iter/i.test(text)) return false
  const rest = text
    .replace(/\beta[=: ]{1,3}[\w:.]{1,20}/gi, ' ')
    .replace(/\[ *\d{1,3}(?:\.\d{1,3})?% *\]/, ' ')
    .replace(COUNTER, ' ')
    .replace(EPOCH, ' ')
  const words = rest.match(/[A-Za-z_]+/g) ?? []
  if (words.some(word => !EMPTY_WORDS.has(word.toLowerCase())) || /\d/.test(rest)) return false
  return words.length > 0 || /epoch|global|\d *\/ *\d|[=[#*]{2}|^\W*\[/i.test(text)
}

/** Numbers without a word, which stand at the start of a line. */
function leadingPosition(text: string): Position | undefined {
  const first = text.charCodeAt(0)
  if (first !== 91 /* [ */ && !(first >= 48 && first <= 57) && !/^train\w{0,8} {1,4}\[/i.test(text)) return undefined
  const pairs = /^\[ *(\d{1,9}) *\/ *\d{1,9} *\] ?\[ *(\d{1,12}) *\/ *(\d{1,12}) *\]/.exec(text)
  if (pairs !== null) return { epoch: Number(pairs[1]), step: Number(pairs[2]), total: Number(pairs[3]) }
  const both = /^\[ *(\d{1,9}), {1,8}(\d{1,12}) *\] +(?=[A-Za-z])/.exec(text)
  if (both !== null) return { epoch: Number(both[1]), step: Number(both[2]), total: undefined }
  const alone =
    /^(?:train\w{0,8} {1,4})?\[ *(\d{1,12})(?: *\/ *(\d{1,12}))?(?: \| [\d.]{1,12})? *\](?: ?\[ *[\d.]{1,8}% *\])?[ \t]+(?=[A-Za-z])/i.exec(
      text,
    ) ??
    /^(\d{1,12})(?:\/(\d{1,12}))? *(?:\| |\((?=epoch))/.exec(text) ??
    /^(\d{1,12})\/(\d{1,12}), /.exec(text)
  if (alone === null) return undefined
  const [epoch] = epochOf(text)
  return { step: Number(alone[1]), total: alone[2] === undefined ? undefined : Number(alone[2]), epoch }
}

/** Returns the epoch and where its text ends. */
function epochOf(text: string): readonly [number | undefined, number] {
  const prefixed = PREFIXED_EPOCH.exec(text)
  if (prefixed !== null) return [Number(prefixed[1]), prefixed[0].length]
  let found: readonly [number | undefined, number] = [undefined, 0]
  for (const match of text.matchAll(EPOCH)) {
    const [whole, before, word = '', value] = match
    if (before !== undefined && OTHER_EPOCH.test(before)) continue
    // `ep` may be an episode; `epoch` is none.
    if (found[0] === undefined || /^epch|^epoch/i.test(word)) found = [Number(value), match.index + whole.length]
    if (/^epch|^epoch/i.test(word)) break
  }
  return found
}

function countersOf(text: string): readonly Counter[] {
  const counters: Counter[] = []
  for (const [, before = '', noun = '', digits = '', letter = '', total, totalLetter] of text.matchAll(COUNTER)) {
    if (OTHER_COUNTER.test(before)) continue
    const value = countOf(digits, letter)
    if (value === undefined) continue
    const word = noun.toLowerCase()
    const isGlobal = GLOBAL.test(before)
    counters.push({
      name: isGlobal ? `global ${word}` : word,
      order: isGlobal ? 0 : (ORDER_OF[word] ?? 3) - (/^train/i.test(before) ? 0.5 : 0),
      value,
      total: total === undefined ? undefined : countOf(total, totalLetter ?? ''),
    })
  }
  return counters
}

/** Undefined where it is no whole number. */
function countOf(digits: string, letter: string): number | undefined {
  const scale = letter === '' ? 1 : letter === 'M' ? 1e6 : 1e3
  const value = Math.round(Number(digits.replaceAll(',', '')) * scale * 1000) / 1000
  return Number.isSafeInteger(value) ? value : undefined
}

/** Of several counters the one that runs through the whole job: one that falls back while another rises is none. */
function bestCounter(counters: readonly Counter[], memory: SourceMemory): Counter | undefined {
  let best: Counter | undefined
  for (const counter of counters) if (best === undefined || counter.order < best.order) best = counter
  if (best !== undefined && counters.length > 1) {
    const trend = trendOf(memory, best.name)
    const isLocal = trend !== undefined && (trend.falls > 0 || (trend.rises === 0 && trend.last === best.value))
    const runs = ({ name }: Counter): boolean => {
      const other = trendOf(memory, name)
      return other !== undefined && other.falls === 0 && other.rises > 1
    }
    if (isLocal) best = counters.find(runs) ?? best
  }
  for (const counter of counters) learn(memory, counter)
  return best
}

const trendOf = (memory: SourceMemory, name: string): Trend | undefined => memory.trends?.get(name)

function learn(memory: SourceMemory, { name, value, total }: Counter): void {
  memory.trends ??= new Map()
  const trend = memory.trends.get(name)
  if (trend === undefined) {
    // The names are few: the nouns above, each of them global or not.
    memory.trends.set(name, { last: value, total, rises: 0, falls: 0, isEpochAndStep: false })
    return
  }
  if (value > trend.last) trend.rises++
  else if (value < trend.last) trend.falls++
  if (total !== undefined && trend.total !== undefined && total !== trend.total)
    trend.isEpochAndStep ||= value === trend.last && total > trend.total
  else if (value !== trend.last) trend.isEpochAndStep = false
  trend.last = value
  trend.total = total
}
