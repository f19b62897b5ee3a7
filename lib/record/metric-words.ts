// What quantities are called where people read of them, and how their values are said.

interface Words {
  readonly title: string
  /** Behind the value. */
  readonly unit?: string
  /** What a second has of it, for a time that is told in ms below a second. */
  readonly perSecond?: number
}

/** The canonical quantities, and what formats give of memory and accuracy. */
const WORDS: Readonly<Record<string, Words>> = {
  step_time_ms: { title: 'step time', perSecond: 1000 },
  sec_per_iter: { title: 'time per iteration', perSecond: 1 },
  train_time_ms: { title: 'training time', perSecond: 1000 },
  loss: { title: 'loss' },
  val_loss: { title: 'validation loss' },
  learning_rate: { title: 'learning rate' },
  grad_norm: { title: 'grad norm' },
  tflops_per_gpu: { title: 'throughput', unit: 'TFLOP/s/GPU' },
  tokens_per_second: { title: 'throughput', unit: 'tokens/s' },
  tokens_per_second_per_gpu: { title: 'throughput', unit: 'tokens/s/GPU' },
  samples_per_second: { title: 'throughput', unit: 'samples/s' },
  mfu_percent: { title: 'MFU', unit: '%' },
  global_batch_size: { title: 'global batch size' },
  skipped_steps: { title: 'skipped steps' },
  nan_steps: { title: 'nan steps' },
  consumed_samples: { title: 'consumed samples' },
  consumed_tokens: { title: 'consumed tokens' },
  loss_scale: { title: 'loss scale' },
  memory_gib: { title: 'memory', unit: 'GiB' },
  memory_percent: { title: 'memory', unit: '%' },
  accuracy: { title: 'accuracy' },
  val_accuracy: { title: 'validation accuracy' },
}

const wordsOf = (name: string): Words => (Object.hasOwn(WORDS, name) ? (WORDS[name] as Words) : { title: name })

/** Returns what people call a quantity; one that is not known keeps its name. */
export const metricTitle = (name: string): string => wordsOf(name).title

/** Says a value. */
export type Say = (value: number) => string

export const sayPlainly: Say = String

const FEWEST_DIGITS = 3
const MOST_DIGITS = 15

/** Returns how values of a quantity are said, so that these two are told apart: times are cut to a few digits. */
export function sayMetric(name: string, one: number, other: number | undefined): Say {
  const { unit, perSecond } = wordsOf(name)
  if (perSecond === undefined) return unit === undefined ? sayPlainly : value => `${value} ${unit}`
  const say =
    (digits: number): Say =>
    value =>
      timeText((value / perSecond) * 1000, digits)
  let digits = FEWEST_DIGITS
  while (digits < MOST_DIGITS && one !== other && other !== undefined && say(digits)(one) === say(digits)(other))
    digits++
  return say(digits)
}

function timeText(millis: number, digits: number): string {
  const [value, unit] = Math.abs(millis) < 1000 ? [millis, 'ms'] : [millis / 1000, 's']
  return `${Number(value.toPrecision(digits))} ${unit}`
}
