// Which lines belong to the entry before them: tracebacks, launcher summaries, indented blocks.

/** How far a block has come. */
export type Block = 'none' | 'traceback' | 'exception' | 'chain' | 'rule' | 'box' | 'closed'

const TRACEBACK_START = /(?:^|[\s:])Traceback \(most recent call (?:last|first)\):\s*$/
/** What torch and C++ print after the exception's own line, without indentation. */
const EXCEPTION_TAIL =
  /^(?:CUDA kernel errors might be|For debugging consider|Compile with `TORCH_USE_CUDA_DSA`|Device-side assertions were|Exception raised from |frame #\d+:|Last error:|ncclUnhandledCudaError|ncclSystemError|ncclInternalError|ncclInvalidUsage|ncclRemoteError|Search for `|The above operation|If you tried to|\(Triggered internally)/
const CHAIN = /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)/
const RULE = /^={20,}\s*$/
const INDENTED = /^[ \t]/

/** Returns the block that an entry's first line opens. `text` is its text without carriers. */
export function opensBlock(text: string): Block {
  if (text.endsWith(':') && TRACEBACK_START.test(text)) return 'traceback'
  if (text.charCodeAt(0) === 61 /* = */ && RULE.test(text)) return 'rule'
  return 'none'
}

/**
 * Returns the block's next state where the line belongs to it, or undefined where it does not. `formatted` is true for a line in which a
 * format was found: such a line starts an entry of its own. Blank lines count only inside an open block.
 */
export function continuesBlock(block: Block, text: string, formatted: boolean): Block | undefined {
  if (formatted || block === 'closed') return undefined
  const blank = text.trim() === ''
  switch (block) {
    case 'none':
      if (blank) return undefined
      if (INDENTED.test(text) || text.startsWith('frame #')) return 'none'
      return TRACEBACK_START.test(text) ? 'traceback' : undefined
    case 'traceback':
      if (blank || INDENTED.test(text)) return 'traceback'
      // Another writer's: two ranks without a prefix are not to be told apart, but they are not glued either.
      return TRACEBACK_START.test(text) ? undefined : 'exception'
    case 'exception':
      if (CHAIN.test(text)) return 'chain'
      return blank || INDENTED.test(text) || EXCEPTION_TAIL.test(text) ? 'exception' : undefined
    case 'chain':
      return blank ? 'chain' : TRACEBACK_START.test(text) ? 'traceback' : undefined
    case 'rule':
      return /\bFAILED\s*$/.test(text) ? 'box' : undefined
    case 'box':
      return RULE.test(text) ? 'closed' : 'box'
  }
}

/** True for a block that a line of another format between its own does not end (ranks interleave while the launcher prints its summary). */
export function staysOpen(block: Block): boolean {
  return block === 'box'
}
