// How much one line looks like the reason of a failure, by its words alone: no row is asked. The line stands without
// its heads and advice.
import type { Category } from '../../signatures/categories.ts'
import { categoryOfLine } from '../exception-words.ts'
import { type WordIndex, wordsOf } from './words.ts'

/** What a line says about a failure. */
export interface Telling {
  /** How likely it is the reason, in points: LEAST_SCORE to about 130. */
  readonly score: number
  /** True where it only hands on that something else failed. */
  readonly isWrapper: boolean
  /** True where it says that the job, or a part of it, ends badly. */
  readonly isEnd: boolean
  /** True where it is a failure even where nothing else says that the run ended badly. */
  readonly isSure: boolean
  /** The kind of failure that its words speak of. */
  readonly category: Category
}

/** Lines with fewer points are no candidates. */
export const LEAST_SCORE = 12
/** From this score on a line is a failure even where nothing else says that the run ended badly. */
export const SURE_SCORE = 45
/** The same for a line that its own logger calls an error. */
const SURE_ERROR_SCORE = 34
/** Longest part of a line that is looked at, in characters. */
const MAX_TEXT = 1000

const EXCEPTION =
  /^[\s"'`([{<|>*]*(?:[\w-]+(?:\.|::|\/))*_?(?:[A-Za-z]\w*?)?(?:error|exception|failure|fault|oom)\b["'`)\]]*(?::|\(|\s*$)/i
/** A metric that is called after errors, `val_error: 0.31`: a name in small letters and a number, no exception. */
const METRIC =
  /^\W*(?:[a-z0-9]+[_./-])*(?:err|errors?|faults?|failures?|ooms?)(?:[_./-][a-z0-9]+)*["']?\s*[:=]\s*[-+]?[\d.]+(?:e[-+]?\d+)?%?\s*(?:$|[,|;)}\]]|\w+[:=])/
const QUOTED_EXCEPTION = /(?:^|[\s"'`([{:;=,>])(?:\w+\.)*[A-Z]\w*(?:Error|Exception)\b["']?(?::|\()\s*\S/
const FATAL =
  /^\W*(?:fatal|panic|critical|abort(?:ed|ing)?)\b|\bfatal (?:error|exception|event)\b|\*\*\* (?:SIG[A-Z]+|Halt)/i
const ERROR =
  /^\W*(?:\w+[- ])?(?:(?:err|error|errors|fail|failed)\b\W|(?:failure|exception)\b\W?[:(])|\b(?:error|err|failure): |\bERR(?:OR)?\b/i
/** The status words of Abseil and gRPC, with which JAX, TensorFlow and many servers begin what failed. */
const STATUS =
  /\b(?:ABORTED|DATA_LOSS|DEADLINE_EXCEEDED|FAILED_PRECONDITION|INTERNAL|INVALID_ARGUMENT|NOT_FOUND|OUT_OF_RANGE|PERMISSION_DENIED|RESOURCE_EXHAUSTED|UNAUTHENTICATED|UNAVAILABLE|UNIMPLEMENTED): \S/
/** A program without a logger calls a line an error in capitals, as loggers do. */
const CALLED_ERROR = /^\[?(?:ERROR|FATAL|CRITICAL)\]?(?::| -) /
const STRONG =
  /\b(?:fail(?:ed|ure|s)?|cannot|can'?t|can not|could(?: not|n't)|unable to|refus(?:ed|ing)|denied|unreachable|no such|not found|do(?:es)? not (?:exist|match|support|fit)|not (?:supported|available|permitted|allowed|responding|defined|initiali[sz]ed|divisible|enough|recogni[sz]ed|installed|implemented)|missing|invalid|illegal|unsupported|unrecogni[sz]ed|mismatch(?:ed)?|incompatible|corrupt(?:ed|ion)?|truncated|timed? ?out|timeout|times out|expired|exceed(?:ed|s)?|exhausted|out of (?:memory|range|bounds)|insufficient|broken|dead|died|lost|crash(?:ed)?|hung|stuck|stall(?:ed)?|killed|abort(?:ed)?|core dumped|segfault|segmentation|bus error|no space|uncorrectable|unrecoverable|unrecovered|unhealthy|overflow|underflow|nan|inf|non-?finite|diverged|unexpected(?:ly)?|violation|fallen off|catastrophic|panic(?:ked)?|fault|must be|should be|expected|required|undefined|unknown|evicted|preempted|interruption|cancell?ed|not ready|recovery action|halted|hang|dumped|reset by|disconnected|closed by|no route|no data|not a directory|(?:no|missed|missing|lack of|lost) (?:\d{1,6} )?heartbeats?|heartbeat (?:lost|failed|failure|timeout|timed out)|is down|went down|link down|degraded|disabled|bad|wrong|conflict(?:ing)?|already (?:in use|exists|running|at minimum)|rejected|unauthori[sz]ed|forbidden|unavailable|deadlock|empty|imbalance|spike)\b/gi
const EXHAUSTED =
  /\b(?:retr(?:y|ies|ying)|attempts?)\b[^\n]{0,40}?\(?(\d+) ?(?:\/|of) ?\1\b|\ball \d+ (?:retry )?(?:attempts|retries|tries) failed\b|\bretries exhausted|giving up\b|after \d+ (?:retries|attempts|tries)\b/i
const ERRNO =
  /\b(?:errno|error code|err|status|RC|rc|ret|retCode|result|code)\b[ :=#]{1,3}-?(?:0x)?[1-9a-f][\da-f]*\b|\[Errno \d+\]|\b[A-Z]{2,}_(?:ERR(?:OR)?|STATUS|FAILED|TIMEOUT)\w*/

/** NCCL, and Neuron's CCOM, have no level for errors: they warn of what fails, and then fail. */
const NCCL_ERROR = /^NCCL WARN\b|\bCCOM WARN\b/

/** What only says that something else ended: its own reason stands elsewhere. */
const WRAPPER =
  /\b(?:exit(?:s|ed|ing)?(?: with)?(?: (?:return|exit|non-zero))?(?: code| status)|exitcode|return(?:ed)?(?: non-zero)? (?:code|exit status)|non-zero exit|code -?\d+ log|signal \d+|killing|terminat(?:e|ed|ing)|shutting down|shutdown|clean(?:ing)?[- ]?up|teardown|destroy|tearing down|subprocess|child(?:ren)?(?: process)?|launcher|abort(?:ed|ing)? (?:job|all)|train job failed|step aborted|job failed|container start failed|couldn't start container|start container|start containers?|create failed|plugin stack|spank|task_init|one or more|see (?:the )?(?:log|above|full|root cause|stack trace)|launch failed|unhandled error|error executing|hit an exception|exception was never retrieved|encountered a fatal|background process|check (?:its|the|for) (?:logs?|error|reason)|caught \w+ in|worker (?:died|failed)|actor died|pod failed|container failed|handling of the above|direct cause|system error:? report|watchdog thread|process group|entire process down|printing|debugging info|hook exited|hooks?\.d|during handling|traceback)\b|ProcessRaisedException|RayTaskError|ActorDiedError|ProcessExitedException|StopIteration|WorkerCrashedError|BrokenProcessPool/i
/** A launcher or a scheduler, whichever it is, ends what it started, or tells how that ended. */
const END =
  /\b(?:tearing down|evicting (?:the )?(?:pod|job)|(?:abort|terminat|stopp|kill)(?:ing|ed) (?:the )?(?:whole |entire |training )?(?:job|run|training|gang|remaining|other (?:ranks|workers|processes))\b|restarting because|has failed because|phase[ =:]{1,2}failed|replica\(s\) failed|killing (?:pid|process|job) \d|sending sigkill|systemexit: [1-9]|mark(?:ing|ed) (?:\S{1,100} )?(?:as )?(?:lost|dead|down|failed|unhealthy)|aborting(?=[.!]*$)|(?:considered|declared|presumed) (?:dead|lost|failed)|requesting (?:a )?(?:job )?(?:restart|abort|termination)|relaunch(?:ing)? (?:the )?(?:node|worker|pod|rank|task|replica|job)s?\b|reached the (?:specified )?backoff ?limit|BackoffLimitExceeded|(?:job|jobset|job ?step|application|run) failed due to|train(?:ing)? (?:job|run) (?:has )?failed\b)|\b(?:job|run|training|pod|container|worker|replica|task|rank|process)\b[^\n]{0,80}(?:\b(?:failed|crashed|exited|terminated|died)\b[^\n]{0,30}\b(?:exit ?code|code|status|signal)|\bexit[ _-]?(?:code|status))\b[ :=]{0,3}-?[1-9]/i
/** The same where a logger calls the line an error: `quorum below 3, exiting`. */
const ERROR_END = /\b(?:exit|quit)(?:ing|s)[.!]*$/
/** Classes that launchers raise for what their children did. */
const HOLLOW = /^\W*(?:[\w.]+\.)?(?:ChildFailedError|CalledProcessError|SystemExit|KeyboardInterrupt|SignalException)\b/

/** What is no failure whatever words it holds. */
const NEVER: readonly RegExp[] = [
  METRIC,
  // counts and rates of none, settings and columns of tables
  /\b(?:0|no|zero|without|any) (?:\w+ ){0,2}(?:errors?|failures?|warnings?|exceptions?|faults?)\b(?! ?(?:handler|message))/i,
  /\b(?:errors?|err|failures?|failed|nan|skipped|timeouts?|exceptions?|warnings?)(?:[_ ]\w+)?["']?\s*[:=|]\s*(?:0(?:\.0+)?|none|null|false|off|no|\[\]|\{\}|"")\s*(?:$|[,|;}\s])/i,
  /\b\w*(?:error|err|fail|nan|timeout|abort)\w*[_ ](?:rates?|handl\w+|callbacks?|file|bars?|feedback|correct\w*|if|on|check\w*|level|policy|action|logs?|counts?|margin|scale|limit|interval|seconds|minutes|min)\b/i,
  /\b(?:Future|User|Deprecation|Runtime|Resource|Pending\w*|Import)Warning\b|^\s*warn(?:ing)?s?(?:\.warn)?[:(!]|\bdeprecat|\bwill be removed\b/i,
  // frames, quoted source, tables of launchers, banners
  /^\s*(?:File "|at \w|frame #\d|#\d+ |\^+|~+|raise\b|except\b|return\b|def |class |import |from |with |for |logger\.|logging\.|print\(|self\.|throw |if |else|try:|@)/,
  /^\s*(?:time|host|rank|exitcode|error_file|traceback|local_rank|class_name|actor_id|pid|namespace|ip|name)\s*:|^\W*$|^Traceback |^(?:Failures|Root Cause|Other Failures)\b|^\w[\w./-]* FAILED$|NO_OTHER_FAILURES|^Stack trace|most recent call|^Last error:\W*$|^(?:Possible Cause|Solution|Suggestion|Rectify)|TraceBack/,
  // a factory registered twice, a plug-in that is not there, a bar, a step
  /\bfactory\b|\bplugin\b[^\n]*\bsymbol\b|Plugin load returned|No plugin found|\bTF-TRT\b|\d+%\|[^|]*\||\biteration +\d+ ?\/|\bstep:? +\d+\b[^\n]*\bloss\b|'loss': |\bloss[ :=]+[\d.]+/i,
]
/** The same, but not of an exception, which quotes what it likes, nor of what tells of an end. */
const SELDOM: readonly RegExp[] = [
  /^\W*(?:--?[\w-]+|[\w.-]+)\s*(?:\.{3,}|={1,2}|:)\s*(?:-?[\d.]+(?:e[+-]?\d+)?|true|false|none|null|'[^']*'|"[^"]*"|\[[^\]]*\]|\{[^}]*\}|[\w./-]+)\s*,?\s*$/i,
  /^\s*(?:usage:|-{1,2}[a-z][\w-]*(?:[ =,]|$)|options?:|example)/i,
  /\b(?:if|when|in case|unless|until|so that|whether|to avoid|avoid(?:s|ing)?|prevent(?:s|ing)?|may|might|could|would|should you|likely to|note that|hint|tip|try(?:ing)? (?:to|using)|consider|please|you can|set(?:ting)? the)\b[^\n]{0,60}\b(?:error|fail|crash|abort|timeout|time out|oom|out of memory|overflow|nan|hang|deadlock|missing|not found|invalid|unsupported)/i,
  // what explains what such lines mean
  /\b(?:usually|often|typically|generally|commonly|most likely) (?:indicates?|means?|caused?|happens?|due)\b|\broot cause of this\b/i,
  // what goes on, is repeated or was put right
  /\b(?:retrying|will retry|retry(?:ing)? (?:in|after|the)|reconnect(?:ing|ed)|fall(?:s|ing)? ?back|falling back|skipp(?:ing|ed)|ignor(?:ed|ing)|continu(?:e|ing)|resum(?:e|ed|ing)|recovered|resolved|using (?:the )?(?:default|internal)|proceeding|non-?fatal|not fatal|corrected|correctable|disabl(?:e|ing)|is expected|harmless|benign|not needed|optional|successfully|succeeded|passed)\b/i,
]

/** Words of the original line that a retry ends with count although retries do not. */
const QUIET_LEVELS: ReadonlySet<string> = new Set(['INFO', 'DEBUG', 'TRACE', 'NOTICE'])

/**
 * Returns what a line tells, or undefined where it is no candidate. `level`: what its head calls it, if anything;
 * `index`: the words of the rows' samples.
 */
export function tellingOf(
  body: string,
  level: string | undefined,
  index: WordIndex,
  isNoise: boolean,
): Telling | undefined {
  const text = body.length > MAX_TEXT ? body.slice(0, MAX_TEXT) : body
  const isExhausted = EXHAUSTED.test(text)
  const isException = EXCEPTION.test(text)
  const isCalledError = level === 'ERROR' || level === 'CRITICAL' || level === 'FATAL'
  const isEnd = END.test(text) || (isCalledError && ERROR_END.test(text))
  if (!isExhausted && (isNoise || isBenign(text, isException || isEnd))) return undefined
  const strong = text.match(STRONG) ?? []
  const words = wordsOf(text)
  const weights = words.flatMap(word => index[word]?.weight ?? []).sort((a, b) => b - a)
  let score = 0
  if (isException) score += 45
  else if (QUOTED_EXCEPTION.test(text)) score += 35
  if (FATAL.test(text)) score += 30
  // What the head says is not said twice.
  else if (!isException && (ERROR.test(text) || STATUS.test(text))) score += level === 'ERROR' ? 5 : 20
  if (level === 'CRITICAL' || level === 'FATAL') score += 25
  else if (level === 'ERROR' || NCCL_ERROR.test(text)) score += 15
  else if (level === 'WARNING') score -= 10
  else if (level !== undefined && QUIET_LEVELS.has(level) && !isExhausted) score -= 20
  if (strong.length > 0) score += 15 + 5 * Math.min(3, strong.length - 1)
  if (ERRNO.test(text)) score += 10
  if (isExhausted) score += 30
  if (score <= 0 && !isEnd) return undefined
  for (const weight of weights.slice(0, 4)) score += 1.5 * weight
  const isWrapper = WRAPPER.test(text)
  if (isWrapper) score -= 25
  if (HOLLOW.test(text)) score -= 25
  if (isEnd) score = Math.max(score, LEAST_SCORE)
  if (score < LEAST_SCORE) return undefined
  const isError = isCalledError || CALLED_ERROR.test(text)
  const isSure = score >= (isError && !isWrapper ? SURE_ERROR_SCORE : SURE_SCORE)
  return { score, isWrapper, isEnd, isSure, category: categoryOf(text, words, index) }
}

const isBenign = (text: string, isUnmistakable: boolean): boolean =>
  NEVER.some(words => words.test(text)) || (!isUnmistakable && SELDOM.some(words => words.test(text)))

/** What the words speak of: their own sentences first, then what most samples with such words are. */
function categoryOf(text: string, words: readonly string[], index: WordIndex): Category {
  const worded = categoryOfLine(text)
  if (worded !== undefined) return worded
  const votes = new Map<Category, number>()
  for (const name of words) {
    const word = index[name]
    if (word?.category === undefined) continue
    votes.set(word.category, (votes.get(word.category) ?? 0) + word.weight * (word.share ?? 0))
  }
  const [category, vote] = [...votes].reduce<[Category, number]>(
    (best, next) => (next[1] > best[1] ? next : best),
    ['unknown', LEAST_VOTE],
  )
  return vote > LEAST_VOTE ? category : 'unknown'
}

/** One word is not enough to call a kind. */
const LEAST_VOTE = 3
