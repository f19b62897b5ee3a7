import { compilePattern, isPatternProblem, type Pattern } from '../pattern/pattern.ts'

/**
 * Lines after which a training job is over and silence is no hang:
 * Megatron-LM's pretrain() and its exit conditions, Hugging Face Trainer, Lightning, MLPerf's run_stop.
 */
const KNOWN_ENDS =
  /\[after training is done\]|exiting program at iteration|Training completed|training complete\b|`Trainer\.fit` stopped|'train_runtime':|"key": ?"run_stop"/

/** Returns the test for the end of training; `patterns` are added to the known ends. */
export function endOfTraining(patterns: readonly string[]): (message: string) => boolean {
  const own = patterns.map(source => {
    const pattern = compilePattern(source)
    if (isPatternProblem(pattern)) throw new Error(`pattern ${source}: ${pattern.reason}`)
    return pattern
  })
  // A line of an end is short; what stands behind a long text is no marker.
  return message =>
    KNOWN_ENDS.test(message.length > 1000 ? message.slice(0, 1000) : message) ||
    own.some((pattern: Pattern) => pattern.match(message) !== undefined)
}
