// What the numbers of a line mean by the words and units beside them, whichever trainer prints it.
import type { Entry, SourceMemory } from './format.ts'
import { notePairs, noteRates, noteText, type Rename } from './key-values.ts'
import { isQuantity, noteMetric, validationKey } from './metric-names.ts'
import { noteDict } from './note-dict.ts'

/** `lr 5.00 | ms/batch 12.3 | loss  8.12 | Learning Rate 1.3e-05 | loss is 0.05`: words that need no colon. */
const BARE =
  /(?<![\w./-])([A-Za-z][A-Za-z_/.@]{0,30}(?: [A-Za-z][\w/.@]{0,30}){0,3})\s{1,12}([-+]?(?:\d(?:[\d.,eE+-]{0,24}[\d.])?|nan|inf))(?: ?([kKM](?=[\s|,;)\]]|$)|m?s(?=[\s|,;)\]]|$)|%|[A-Za-z]{1,12}\/s(?:ec)?(?![A-Za-z])))?(?=[\s|,;:)%\]]|$)/gi
/** Words before a name that are not of it. */
const LEAD =
  /^(?:.*(?:\b(?:with|and|at|the|is|was|has|then|for|a)|[.)])\s+)?(?:(?:average|avg|mean|current|running)[\s_]+(?=\w))?/i

/** Notes the numbers of a line of training that have a name or a unit; returns how many. */
export function noteTrainingLine(found: Entry, text: string, memory: SourceMemory): number {
  const isEvaluation = speaksOfEvaluation(text)
  const rename = (key: string): string => {
    const name = key.replace(LEAD, '')
    return isEvaluation && !/^(?:train|epoch|step|iter|batch|global|lr$|learning)/i.test(name)
      ? validationKey(name)
      : name
  }
  const joined = text.includes(' / ') ? text.replace(/ \/ (?=s(?:ec)?\b)/gi, '/') : text
  const count = noteNumbers(found, joined, rename)
  if (isEvaluation) return count
  noteTime(found, text, memory)
  return count + noteRates(found, text)
}

/** Notes the numbers of a text that have a name: in a dict, behind `:` or `=`, or behind a word that is known. */
export function noteNumbers(found: Entry, text: string, rename: Rename): number {
  const brace = text.indexOf('{')
  if (brace !== -1) {
    const dict = noteDict(found, text.slice(brace), rename)
    if (dict > 0) return dict
  }
  let count = notePairs(found, text, rename)
  for (const match of text.matchAll(BARE)) {
    const [whole, key = '', value = '', unit = ''] = match
    const name = knownTail(key)
    // `loss 1200 0.41`: which of them it is, the words do not say.
    if (name === undefined || (/^\d+$/.test(value) && /^ \d+\.\d/.test(text.slice(match.index + whole.length))))
      continue
    if (noteText(found, rename(name), value.replace(/[,.]$/, '') + unit)) count++
  }
  return count
}

/** The last words of a text that name a quantity of training: `Finished it, train loss` -> `train loss`. */
function knownTail(words: string): string | undefined {
  const text = words.replace(/ (?:is|of|was)$/, '')
  for (let at = 0; at !== -1 && at < text.length; ) {
    const tail = at === 0 ? text : text.slice(at + 1)
    if (isQuantity(tail) || BARE_NAME.test(tail)) return tail
    at = text.indexOf(' ', at + 1)
  }
  return undefined
}

const BARE_NAME =
  /^(?:(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval)[ _])?(?:(?:\w{1,20}_)?(?:loss|acc(?:uracy)?|ppl|perplexity|lr)|loss_(?:total|sum|mean|avg|all)|entropy|fps)$/i

/** True where the words before the first value speak of an evaluation: `Finished eval after step 20, loss=1.7`. */
function speaksOfEvaluation(text: string): boolean {
  const end = text.search(/[=:]\s*[-+]?\d|(?:loss|ppl|acc\w*)\s+[-+]?\d/i)
  const lead = text.slice(0, Math.min(end === -1 ? 160 : end + 1, 160))
  // The last of them is the first value's own name.
  const words = lead.replace(/[A-Za-z_/]+\s*[=:]?$/, '')
  return EVALUATION.test(words) || EVALUATION_START.test(text)
}

const EVALUATION_START =
  /^[[({|*= -]{0,8}(?:validation|validating|valid|val|eval|evaluation|evaluating|test|testing|dev)(?![a-z])/i
const EVALUATION =
  /(?<![\w./-])(?:validat(?:ion|ing)|valid|val|eval|evaluat(?:ion|ing|ed)|test set|dev)(?![\w./-]|:\d)/i

/** `Time: 4.50s` of a line with a step, where it is no running time. */
const TIME = /(?<!\w)(?<![A-Za-z] )time[:=] {0,4}(\d{1,9}(?:\.\d{1,9})?) ?(ms|s|sec|seconds)?(?![\w:/])/i

/** `| 312.50ms |`, `, 312.50 ms,`: a time that nothing else names. */
const TIME_ALONE = /(?:\||, ) {0,4}(\d{1,9}(?:\.\d{1,9})?) ?(ms)(?= *(?:\||, |$))/

/**
 * Notes the time of a line as that of its step. One that rises with each line runs since the start, and of one that is
 * told only every some steps nobody knows whether it is for one of them: both are left.
 */
export function noteTime(found: Entry, text: string, memory: SourceMemory): void {
  if (found.step === undefined || found.metrics?.['step_time_ms'] !== undefined) return
  const match = TIME.exec(text) ?? TIME_ALONE.exec(text)
  if (match === null || (match[2] === undefined && !/\bdata(?:_time)?:? {1,4}\d/i.test(text))) return
  const value = Number(match[1])
  memory.trends ??= new Map()
  const trend = memory.trends.get('time') ?? {
    last: value,
    total: found.step,
    rises: 0,
    falls: 0,
    isEpochAndStep: false,
  }
  if (value > trend.last) trend.rises++
  else if (value < trend.last) trend.falls++
  const stride = found.step - (trend.total ?? found.step)
  const isOfStep = match[2] === undefined || ((stride === 0 || stride === 1) && (trend.rises === 0 || trend.falls > 0))
  trend.last = value
  trend.total = found.step
  memory.trends.set('time', trend)
  if (!isOfStep) return
  noteMetric(found, 'step time', value, match[2])
  delete found.metrics?.['time_ms']
}
