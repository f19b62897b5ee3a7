// One name and one unit for each quantity, whatever a framework calls it. The unit is read from the label or the value,
// never assumed where the line gives one: Megatron prints ms, Megatron-DeepSpeed and NeMo seconds, under nearly the
// same words.
import type { Entry } from './format.ts'
import { roundToDigits } from './numbers.ts'

interface Quantity {
  readonly name: string
  /** What a value without a unit is in. */
  readonly unit?: 'ms' | 's' | 'fraction'
}

/** Canonical quantities and every normalised key that means them. */
const ALIASES: Readonly<Record<string, string>> = {
  loss: 'loss lm_loss train_loss training_loss reduced_train_loss total_loss train_loss_step loss_train loss_total loss_train_total train_total_loss train_lm_loss avg_loss step_loss metrics_train_loss language_loss ce_loss cross_entropy_loss step_train_loss train_train_loss train_inner_loss learning_loss',
  val_loss:
    'val_loss eval_loss valid_loss validation_loss test_loss loss_val loss_eval eval_lm_loss lm_loss_value metrics_eval_cross_entropy metrics_eval_language_cross_entropy eval_avg_loss val_lm_loss valid_lm_loss val_loss_epoch val_total_loss val_avg_loss validation_main_loss',
  learning_rate:
    'learning_rate lr lrate l_r last_lr train_lr base_lr current_lr learning_rate_0 train_learning_rate lr_adamw lr_decoupled_adamw_group0 actor_lr optim_lr',
  grad_norm:
    'grad_norm gradient_norm gnorm g_norm grad gradnorm grdn global_norm train_gnorm global_grad_norm norm total_grad_norm grad_norm_all train_grad_norm actor_grad_norm total_norm optimizer_grad_norm total_gradient_norm l2_norm_grad_global',
  tflops_per_gpu:
    'throughput_per_gpu_tflop_s_gpu throughput_per_gpu_tflops tflops tflop_s_device tflop_s tflops_per_gpu approx_flops_per_gpu_tflops tflops_gpu tflop_s_gpu model_tflop_s_gpu tflops_s model_tflops tflops_per_device flops_per_gpu_tflops throughput_tflops_s_gpu throughput_per_npu',
  tokens_per_second:
    'tokens_per_second tokens_per_s tok_per_s tok_per_sec tokens_sec tokens_s tok_s tok_sec words_s words_sec tokens_per_sec token_s wps train_wps train_tokens_per_second throughput_tokens_per_sec throughput_tokens_s global_throughput_tokens_s num_input_tokens_per_second',
  tokens_per_second_per_gpu:
    'tokens_per_second_per_gpu tokens_per_gpu_tokens_s_gpu tps tgs tgs_tokens_gpu_second tokens_gpu_second tokens_s_device tokens_s_gpu tokens_per_second_per_device device_tokens_per_second device_tps throughput_device_tokens_per_sec tokens_per_sec_per_gpu tok_s_gpu tokens_train_per_sec_per_gpu token_per_gpu_per_second tokens_per_gpu_per_second tokens_per_gpu_per_second_tgs tokens_sec_gpu perf_throughput',
  samples_per_second:
    'samples_per_second samples_per_s imgs_per_s imgs_per_sec samples_sec samples_s sample_sec sample_s ips samplespersec samples_per_sec currsamplespersec curr_samples_per_sec train_samples_per_second throughput_samples_per_sec imgs_s images_per_second img_s images_s images_sec speed_samples_sec sequences_per_second sequences_s seq_s',
  mfu_percent:
    'mfu mfu_percent bf16_mfu fp16_mfu fp8_mfu throughput_device_mfu perf_mfu_actor train_mfu model_flops_utilization',
  global_batch_size: 'global_batch_size gbs batch_size_global train_global_batch_size',
  skipped_steps: 'number_of_skipped_iterations skipped_steps skipped_iterations',
  nan_steps: 'number_of_nan_iterations nan_steps nan_iterations',
  consumed_samples: 'consumed_samples smpl samples_count',
  loss_scale: 'loss_scale lossscale grad_scale train_loss_scale',
  sec_per_iter: 'sec_per_iter',
}

const TIMES: Readonly<Record<string, string>> = {
  step_time_ms:
    'elapsed_time_per_iteration iter_time step_time iteration_time train_step_timing time_per_iteration time_per_iter time_per_step seconds_per_iteration sec_per_step s_step batch_time batch_t step_duration time_step train_step_time timing_s_step perf_time_per_step iter_speed iter_dt dt elapsed_time_per_step sec_it s_it sec_step sec_batch time_batch per_step_time batch_cost sec_per_batch s_iter sec_iter ms_it ms_iter ms_step ms_batch time_iter iter_ms iteration_ms batch_ms step_time_s step_time_sec step_time_seconds iter_time_s iteration_time_s',
}

/** Rates of steps: a step takes so much of a second. */
const RATES = new Set(
  'it_s it_sec it_per_sec iter_s iter_sec iters_s iters_sec iterations_s iterations_per_second iters_per_sec steps_s steps_sec steps_per_sec steps_per_second global_step_sec batches_s batches_per_second updates_s updates_sec speed_iter_s speed_it_s'.split(
    ' ',
  ),
)
/** A rate of a whole run, told at its end. */
const NO_STEP_RATE = new Set(['train_steps_per_second'])
/**
 * Words that say of whom or how a quantity was taken, not which it is. `running` is none: DeepSpeed prints a running
 * average beside the current value.
 */
const MODIFIERS = new Set(
  'train training cur curr current avg avr average mean interval perf optim optimizer losses sft trainer rl throughput timing timeperf'.split(
    ' ',
  ),
)

const STEP_KEYS = new Set(
  'step steps iter iteration global_step current_steps train_global_step trainer_global_step train_step num_updates train_num_updates completed_step training_global_step global_steps optimizer_step batch_num time_batch train_time_batch train_iteration total_timesteps time_total_timesteps misc_total_timesteps num_timesteps global_iter global_iteration global_update'.split(
    ' ',
  ),
)
const TOTAL_KEYS = new Set(
  'total_steps max_steps max_iters total_iterations num_training_steps total_training_steps'.split(' '),
)
const EPOCH_KEYS = new Set('epoch epch train_epoch time_epoch train_time_epoch training_epoch'.split(' '))

const QUANTITY_OF: ReadonlyMap<string, Quantity> = new Map([
  ...Object.entries(ALIASES).flatMap(([name, keys]) =>
    keys
      .split(' ')
      .map((key): [string, Quantity] => [key, name === 'mfu_percent' ? { name, unit: 'fraction' } : { name }]),
  ),
  ...Object.entries(TIMES).flatMap(([name, keys]) =>
    keys.split(' ').map((key): [string, Quantity] => [key, { name, unit: 's' }]),
  ),
])

/** What to do with the value of one key: where it goes and what it is multiplied by. */
export interface Target {
  readonly place: 'metric' | 'step' | 'total' | 'epoch' | 'rank' | 'none'
  /** Of the metric, or of the entry's field. */
  readonly name: string
  readonly scale: number
  /** `fraction`: always one of 1, turned into percent. True: where it is not above 1. */
  readonly percent: boolean | 'fraction'
  /** True where the metric is the time that one of so many a second takes: it is `scale` through the value. */
  readonly inverse?: boolean
  /** True for a global step: it counts before one of other words on the same line. */
  readonly isGlobal?: boolean
}

/** Keys repeat line after line. 4,096 covers any trainer; a log that makes keys up beyond that is only slower. */
const targets = new Map<string, Target>()
const MAX_TARGETS = 4096

/** A map, because a unit is text of the log: `constructor` is a key of every object. */
const MILLIS_OF: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['msec', 1],
  ['s', 1000],
  ['sec', 1000],
  ['secs', 1000],
  ['seconds', 1000],
  ['us', 0.001],
  ['µs', 0.001],
  ['ns', 0.000001],
  ['m', 60_000],
  ['min', 60_000],
])

/** True for a key that means a step, an epoch or one of the canonical quantities. */
export function isKnownMetric(key: string): boolean {
  const { base } = splitUnit(key)
  const snake = snakeCase(base)
  return (
    QUANTITY_OF.has(snakeCase(key)) ||
    QUANTITY_OF.has(snake) ||
    STEP_KEYS.has(snake) ||
    TOTAL_KEYS.has(snake) ||
    EPOCH_KEYS.has(snake)
  )
}

/** True for a key that means one of the canonical quantities, whoever prints it. */
export function isQuantity(key: string): boolean {
  const { name, place } = targetOf(key, '')
  return place === 'metric' && CANONICAL.has(name)
}

/** Every canonical name. */
export const CANONICAL: ReadonlySet<string> = new Set([...Object.keys(ALIASES), 'step_time_ms'])

/** DeepSpeed and GPT-NeoX print flops for people: `190.4TFLOPS`, `1.9PFLOPS`. */
const FLOPS_KEY = /flops(?:_per_gpu)?$/
const TERA_OF: Readonly<Record<string, number>> = { G: 0.001, T: 1, P: 1000 }

/** Returns a key in snake_case: `elapsed time per iteration (ms)` -> `elapsed_time_per_iteration_ms`. */
export function snakeCase(key: string): string {
  let snake = snakes.get(key)
  if (snake === undefined) {
    snake = toSnakeCase(key)
    if (snakes.size < MAX_TARGETS) snakes.set(key, snake)
  }
  return snake
}

/** As `targets`: keys repeat. */
const snakes = new Map<string, string>()

function toSnakeCase(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])(?=[a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
}

/**
 * Notes one `key: value` of a line: as step, total or epoch, or as a metric under its canonical name and unit. `unit`
 * is what was glued to the value. A value that is not finite becomes null and is named in `non_finite`. The first value
 * of a name stays.
 */
export function noteMetric(entry: Entry, key: string, value: number, unit = ''): void {
  noteTarget(entry, targetOf(key, unit), value)
}

/** As `noteMetric`, for a key that has been looked up. */
export function noteTarget(entry: Entry, target: Target, value: number): void {
  switch (target.place) {
    case 'step':
      if ((entry.step === undefined || target.isGlobal === true) && Number.isSafeInteger(value) && value >= 0)
        entry.step = value
      return
    case 'total':
      if (entry.total_steps === undefined && Number.isSafeInteger(value) && value > 0) entry.total_steps = value
      return
    case 'none':
      return
    case 'rank':
      if (entry.rank === undefined && Number.isSafeInteger(value) && value >= 0) entry.rank = value
      return
    case 'epoch':
      if (entry.epoch === undefined && Number.isFinite(value)) entry.epoch = value
      return
    default:
      if (target.inverse !== true || isStepRate(value)) setMetric(entry, target.name, metricValue(target, value))
  }
}

/** Returns what is to be done with the value of a key; `unit` is what is glued to the value, '' for none. */
export function targetOf(key: string, unit: string): Target {
  const memoKey = unit === '' ? key : `${key}\u0000${unit}`
  let target = targets.get(memoKey)
  if (target === undefined) {
    target = resolve(key, unit)
    if (targets.size < MAX_TARGETS) targets.set(memoKey, target)
  }
  return target
}

/** Steps a second; what is faster is an environment's or a bar's of something else. */
export const isStepRate = (value: number): boolean => value > 0 && value <= 1000

/** Returns the metric's value for a value as written. */
export function metricValue({ percent, scale, inverse }: Target, value: number): number {
  // 105.9 s is 105900 ms, not 105900.00000000001: 15 digits are what a double holds for sure.
  if (inverse === true) return roundToDigits(scale / value, 6)
  if (percent === 'fraction') return roundToDigits(value * 100, 15)
  return percent && value <= 1 ? roundToDigits(value * 100, 15) : scale === 1 ? value : roundToDigits(value * scale, 15)
}

/** Sets a metric by its canonical name, unless it is set. */
export function setMetric(entry: Entry, name: string, value: number): void {
  entry.metrics ??= {}
  const { metrics } = entry
  const known = metrics[name]
  // What it has by the name of `constructor` is no metric.
  if (typeof known === 'number' || known === null) return
  if (Number.isFinite(value)) metrics[name] = value
  else {
    metrics[name] = null
    entry.non_finite ??= []
    entry.non_finite.push(name)
  }
}

const GLOBAL_STEP = /^global[ _]steps?$/i
const NOTHING: Target = { place: 'none', name: '', scale: 1, percent: false }
const metric = (name: string, scale = 1, percent: Target['percent'] = false): Target => ({
  place: 'metric',
  name,
  scale,
  percent,
})
const STEP_RATE: Target = { ...metric('step_time_ms', 1000), inverse: true }
/** `train.py:103` is a place in a source, `cuda:0` a device. */
const NO_METRIC =
  /\.(?:py|cc|cpp|cu|go|rs)$|(?:^|[\s/:])(?:cuda|xla|npu|hpu|tpu|mps)$|^(?:inner|micro)_?(?:step|iter|iteration|batch)$/i

function resolve(key: string, unit: string): Target {
  const { base, labelUnit } = splitUnit(key)
  if (NO_METRIC.test(key) || NO_METRIC.test(snakeCase(key))) return NOTHING
  const scale = scaleOf(unit, base)
  const given = labelUnit ?? (scale === undefined ? unit : unit.slice(2))
  // `step (ms): 70` and `Step: 12ms` are times, not positions.
  const position = labelUnit === undefined && !MILLIS_OF.has(unit) ? placeOf(snakeCase(base)) : undefined
  if (position !== undefined) {
    const target: Target = { place: position[0], name: position[1], scale: scale ?? 1, percent: false }
    return GLOBAL_STEP.test(base) ? { ...target, isGlobal: true } : target
  }
  const known = knownTarget(key, base, given)
  if (known !== undefined) return scale === undefined || known.scale !== 1 ? known : { ...known, scale }
  const snake = snakeCase(base)
  if (snake === '') return metric('value', scale)
  const millis = MILLIS_OF.get(given)
  // One name for one quantity, whatever unit the line gives it in.
  if (millis !== undefined && TIME_WORD.test(snake)) return metric(`${snake}_ms`, millis)
  return metric(given === '' ? snake : `${snake}_${unitName(given)}`, scale)
}

const TIME_WORD = /(?:^|_)(?:time|elapsed|duration|latency|took)(?:_|$)/

function placeOf(snake: string): readonly ['step' | 'total' | 'epoch' | 'rank', string] | undefined {
  if (STEP_KEYS.has(snake)) return ['step', 'step']
  if (TOTAL_KEYS.has(snake)) return ['total', 'total_steps']
  if (EPOCH_KEYS.has(snake)) return ['epoch', 'epoch']
  return snake === 'rank' || snake === 'global_rank' ? ['rank', 'rank'] : undefined
}

/** What a key and the unit of its value mean where they are a canonical quantity. */
function knownTarget(key: string, base: string, given: string): Target | undefined {
  const snake = snakeCase(base)
  const flops = /^([GTP])(?:FLOPS?(?:\/s)?(?:\/GPU|\/device)?)?$/i.exec(given)
  if (flops !== null && (FLOPS_KEY.test(snake) || (given.length === 1 && THROUGHPUT_KEY.test(snake))))
    return metric('tflops_per_gpu', TERA_OF[(flops[1] as string).toUpperCase()])
  const names = [
    snakeCase(key),
    snake,
    snakeCase(`${base} ${given}`),
    ...(given.includes('/') ? [snakeCase(given)] : []),
    withoutModifiers(snake),
  ]
  // `iter_ms=812`, `iter (ms): 70`: how long it took. A `step` beside a forward pass may be the optimizer's.
  const millis = MILLIS_OF.get(given)
  if (millis !== undefined && ITERATION.test(snake)) return metric('step_time_ms', millis)
  for (const name of names) {
    if (NO_STEP_RATE.has(name)) return undefined
    // `Computation: 81920 steps/s` is no rate of training steps.
    if (RATES.has(name)) return name === snakeCase(given) && !RATE_KEY.test(snake) ? undefined : STEP_RATE
    const quantity = QUANTITY_OF.get(name)
    if (quantity?.unit === 's')
      return metric(quantity.name, name.startsWith('ms_') ? 1 : (MILLIS_OF.get(given.split('/')[0] as string) ?? 1000))
    if (quantity?.unit === 'fraction')
      return metric(quantity.name, 1, given === '%' ? false : snake.startsWith('perf_') ? 'fraction' : true)
    if (quantity !== undefined) return metric(quantity.name)
  }
  return undefined
}

/** `train_avg_loss` -> `loss`; what stands behind a quantity makes it another one: `loss_mean`. */
function withoutModifiers(snake: string): string {
  const words = snake.replace(/_group_0$/, '').split('_')
  const first = words.findIndex(word => !MODIFIERS.has(word))
  return words.slice(first === -1 ? words.length : first).join('_')
}

const ITERATION = /^(?:train(?:ing)?_)?iter(?:ation)?$/
const RATE_KEY = /speed|throughput|rate|(?:^|_)(?:it|iter|step)s?(?:_|$)/
const THROUGHPUT_KEY = /(?:^|_)throughput(?:_|$)/
const MEMORY_KEY = /mem|size|cache|disk|ram/i
const SCALE_OF: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['B', 1e9],
  ['G', 1e9],
  ['T', 1e12],
])

/** What a letter behind a count stands for: `3.5K` steps, `88.1K tok/s` (unit `K tok/s`). Undefined for other units. */
function scaleOf(unit: string, base: string): number | undefined {
  const scale = SCALE_OF.get(unit.charAt(0))
  if (scale === undefined || (unit.length > 1 && unit.charAt(1) !== ' ')) return undefined
  if (unit === 'T' && THROUGHPUT_KEY.test(snakeCase(base))) return undefined
  return MEMORY_KEY.test(base) && !/batch/i.test(base) ? undefined : scale
}

/**
 * `elapsed time per iteration (ms)` -> base and `ms`; `train_step_timing in s` and `forward_ms` likewise. What else
 * ends a key stays in it.
 */
function splitUnit(key: string): { readonly base: string; readonly labelUnit: string | undefined } {
  const match =
    /^(.*?)(?: *\((ms|s|sec|secs|seconds|us|min|it\/s|iter\/s|steps?\/s|samples\/s|tokens\/s)\)| in (ms|s|seconds)|_(ms))$/.exec(
      key,
    )
  return match === null
    ? { base: key, labelUnit: undefined }
    : { base: match[1] as string, labelUnit: match[2] ?? match[3] ?? match[4] }
}

function unitName(unit: string): string {
  return unit === '%' ? 'percent' : snakeCase(unit)
}

/**
 * Returns the key that a value of an evaluation goes under, so that it never passes for training's: `loss` ->
 * `val_loss`; keys that say it themselves stay.
 */
export function validationKey(key: string): string {
  return /^(?:val|valid|validation|eval|test)(?![a-z])/i.test(key) ? key : `val_${key}`
}
