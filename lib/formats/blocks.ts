// Which lines belong to the entry before them: tracebacks, launcher summaries, indented blocks.
import { isBorder } from './value-rows.ts'

/**
 * How far a block has come. flat and flat-frame: a traceback whose indentation a log service took away. group: an
 * exception group. fatal: the threads that Python prints when it dies of a signal. box and star-box: torchrun's
 * summary, between rules of = (or of *, with inner rules of =, as PyTorch 1.9 drew it). border: a rule or the edge of
 * a table, below which rows may stand. report: a header with values below it.
 */
export type Block =
  | 'none'
  | 'traceback'
  | 'flat'
  | 'flat-frame'
  | 'exception'
  | 'chain'
  | 'group'
  | 'fatal'
  | 'rule'
  | 'box'
  | 'star-rule'
  | 'star-box'
  | 'border'
  | 'report'
  | 'closed'

const TRACEBACK_START = /(?:^|[\s:])Traceback \(most recent call (?:last|first)\):\s*$/
const GROUP_START = /^\s*\+ Exception Group Traceback \(most recent call last\):\s*$/
const GROUP_LINE = /^\s*[|+]/
/**
 * An exception's own line: its class, alone or with what it says. Interleaved writers double the name:
 * `NameErrorNameError: : name`.
 */
const EXCEPTION = /^[A-Za-z_][\w.]*(?:\([\w., ]{0,200}\)|\[[\w., ]{0,200}\])?(?::|\s*$)/
const FRAME = /^\s{1,40}File "[^"]{1,1000}", line \d+/
const FLAT_FRAME = /^File "[^"]{1,1000}", line \d+/
/** What torch and C++ print after the exception's own line, without indentation. */
const EXCEPTION_TAIL =
  /^(?:CUDA kernel errors might be|For debugging consider|Compile with `TORCH_USE_CUDA_DSA`|Device-side assertions were|Exception raised from |frame #\d+:|Last error:|ncclUnhandledCudaError|ncclSystemError|ncclInternalError|ncclInvalidUsage|ncclRemoteError|Search for `|The above operation|If you tried to|\(Triggered internally)/
const CHAIN =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)/
const RULE = /^={20,}\s*$/
const STAR_RULE = /^\*{20,}\s*$/
const BOX_LINE = /^(?:\[\d+\]:|(?:Other )?Failures:|Root Cause|-{20,}\s*$|={20,}\s*$|\s*<NO_OTHER_FAILURES>)/
const FATAL_START = /^Fatal Python error: /
const FATAL_LINE = /^(?:(?:Current thread|Thread) 0x[0-9a-f]+|Extension modules:|Python runtime state:)/
/** What a C++ program says before it dies of an exception, whose own line comes below. */
const TERMINATED = 'terminate called after throwing an instance of'
const INDENTED = /^[ \t]/

/** Returns the block that an entry's first line opens. `text` is its text without carriers. */
export function opensBlock(text: string): Block {
  switch (text.charCodeAt(0)) {
    case 61 /* = */:
      if (RULE.test(text)) return 'rule'
      break
    case 42 /* * */:
      if (STAR_RULE.test(text)) return 'star-rule'
      break
    case 70 /* F */:
      if (FATAL_START.test(text)) return 'fatal'
      break
    case 116 /* t */:
      if (text.startsWith(TERMINATED)) return 'exception'
      break
    case 32 /* blank */:
      // A source that starts in the middle of a traceback.
      if (FRAME.test(text)) return 'traceback'
      break
    case 45 /* - */:
    case 35 /* # */:
    case 43 /* + */:
      if (isBorder(text)) return 'border'
      break
    default:
      if (text.charCodeAt(0) > 127 && isBorder(text)) return 'border'
  }
  if (!text.includes('Traceback (')) return 'none'
  if (GROUP_START.test(text)) return 'group'
  return TRACEBACK_START.test(text) ? 'traceback' : 'none'
}

/**
 * Returns the block's next state where the line belongs to it, or undefined where it does not. `formatted` is true for
 * a line in which a format was found: such a line starts an entry of its own, but for the lines of a summary, which no
 * format owns. `announced` is true behind a line that speaks of an error: a traceback there is what it speaks of,
 * elsewhere it is an entry of its own. Blank lines count only inside an open block.
 */
export function continuesBlock(block: Block, text: string, formatted: boolean, announced: boolean): Block | undefined {
  if (block === 'box' || block === 'star-box') return continuesBox(block, text)
  if (formatted || block === 'closed') return undefined
  const blank = text.trim() === ''
  switch (block) {
    case 'none':
      if (blank) return undefined
      if (INDENTED.test(text)) return GROUP_START.test(text) ? 'group' : FRAME.test(text) ? 'traceback' : 'none'
      if (EXCEPTION_TAIL.test(text)) return 'exception'
      return announced && TRACEBACK_START.test(text) ? 'traceback' : undefined
    case 'traceback':
      if (blank || INDENTED.test(text)) return 'traceback'
      if (FLAT_FRAME.test(text)) return 'flat-frame'
      // Another writer's: two ranks without a prefix are not to be told apart, but they are not glued either.
      return TRACEBACK_START.test(text) ? undefined : EXCEPTION.test(text) ? 'exception' : undefined
    case 'flat-frame':
      return blank
        ? 'flat'
        : FLAT_FRAME.test(text)
          ? 'flat-frame'
          : /^[\w.]*(?:Error|Exception|Interrupt)\b/.test(text)
            ? 'exception'
            : 'flat'
    case 'flat':
      if (blank || /^[~^ ]+$/.test(text)) return 'flat'
      return FLAT_FRAME.test(text) ? 'flat-frame' : EXCEPTION.test(text) ? 'exception' : undefined
    case 'exception':
      if (CHAIN.test(text)) return 'chain'
      return blank || INDENTED.test(text) || EXCEPTION_TAIL.test(text) ? 'exception' : undefined
    case 'chain':
      return blank ? 'chain' : TRACEBACK_START.test(text) ? 'traceback' : undefined
    case 'group':
      return GROUP_LINE.test(text) ? 'group' : undefined
    case 'fatal':
      return blank || INDENTED.test(text) || FATAL_LINE.test(text) ? 'fatal' : undefined
    case 'rule':
      return /\bFAILED\s*$/.test(text) ? 'box' : undefined
    case 'star-rule':
      return /\bFAILED\s*$/.test(text) ? 'star-box' : undefined
    case 'border':
    case 'report':
      return undefined
  }
}

function continuesBox(block: 'box' | 'star-box', text: string): Block | undefined {
  if ((block === 'box' ? RULE : STAR_RULE).test(text)) return 'closed'
  return text.trim() === '' || INDENTED.test(text) || BOX_LINE.test(text) ? block : undefined
}

/**
 * True for a block that a line of another format between its own does not end (ranks interleave while the launcher
 * prints its summary).
 */
export function staysOpen(block: Block): boolean {
  return block === 'box' || block === 'star-box'
}
