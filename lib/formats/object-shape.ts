// Which key of a log line's object is what, whoever wrote it. A program repeats its keys line after line: they are
// looked through once.
import { isKnownMetric } from './metric-names.ts'

const TIME_KEYS = ['@timestamp', 'timestamp', 'time', 'ts', 'asctime', '_time', 'datetime', 't']
const LEVEL_KEYS = ['level', 'severity', 'levelname', 'lvl', 'log.level', 'log_level', 'loglevel', 'level_name']
const MESSAGE_KEYS = ['msg', 'message', 'event', 'text', 'log', '@message', 'body']
const LOGGER_KEYS = ['logger', 'name', 'logger_name', 'log.logger', 'module_name']
const NODE_KEYS = ['node', 'hostname', 'host', 'node_name', 'host.name']
const STACK_KEYS = ['exc_info', 'exc_text', 'exception', 'stack_trace', 'stacktrace', 'stack', 'traceback']
const CODE_KEYS = ['caller', 'code', 'source']
const FILE_KEYS = ['filename', 'pathname', 'file']
/** Keys whose values may hold more keys of the line. */
const GROUP_KEYS = ['record', 'metrics', 'extra', 'data', 'logs', 'level', 'time', 'file', 'process', 'host']
const WHOLE_NUMBERS = {
  rank: 'rank',
  global_rank: 'rank',
  local_rank: 'local_rank',
  task: 'task',
  attempt: 'attempt',
  restart_count: 'attempt',
} as const
/** Numbers that a log library or a launcher adds; none of them is a metric. */
const NO_METRIC =
  /^(?:pid|tid|process|thread|processId|threadId|process_id|thread_id|lineno|line|port|levelno|msecs|relativeCreated|created|v|version|status|code|exit_code|exitcode|seq|id|world_size|node_rank|group_rank|.*_rank|seed)$/
const STEP_KEY = /(?:^|_)steps?$|^iter(?:ation)?$/

/** The keys of an object, those of each meaning with the most telling first. */
export interface ObjectShape {
  readonly keys: readonly string[]
  readonly groups: readonly string[]
  readonly times: readonly string[]
  readonly levels: readonly string[]
  readonly messages: readonly string[]
  readonly loggers: readonly string[]
  readonly nodes: readonly string[]
  readonly stacks: readonly string[]
  readonly codes: readonly string[]
  readonly namesFile: boolean
  readonly namesStream: boolean
  readonly wholeNumbers: readonly (readonly [key: string, field: 'rank' | 'local_rank' | 'task' | 'attempt'])[]
  readonly steps: readonly string[]
  /** Keys whose numbers may be metrics, in the order of the object. */
  readonly numbers: readonly { readonly key: string; readonly known: boolean }[]
}

const shapes: ObjectShape[] = []
const MAX_SHAPES = 32
/** An object of more keys, or of longer ones, is not remembered. */
const MAX_KEYS = 100
const MAX_KEY_CHARACTERS = 200

/** Returns the shape of an object; that of one with the same keys in the same order is remembered. */
export function shapeOf(values: Readonly<Record<string, unknown>>): ObjectShape {
  const keys = Object.keys(values)
  for (let place = 0; place < shapes.length; place++) {
    const shape = shapes[place] as ObjectShape
    if (!isSame(shape.keys, keys)) continue
    if (place > 0) {
      shapes.splice(place, 1)
      shapes.unshift(shape)
    }
    return shape
  }
  const shape = newShape(keys)
  if (
    keys.length <= MAX_KEYS &&
    keys.every(key => key.length <= MAX_KEY_CHARACTERS) &&
    shapes.unshift(shape) > MAX_SHAPES
  )
    shapes.pop()
  return shape
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false
  // The last keys differ most often.
  for (let place = some.length - 1; place >= 0; place--) if (some[place] !== others[place]) return false
  return true
}

function newShape(keys: readonly string[]): ObjectShape {
  const present = new Set(keys)
  const among = (names: readonly string[]): readonly string[] => names.filter(name => present.has(name))
  return {
    keys,
    groups: among(GROUP_KEYS),
    times: among(TIME_KEYS),
    levels: among(LEVEL_KEYS),
    messages: among(MESSAGE_KEYS),
    loggers: among(LOGGER_KEYS),
    nodes: among(NODE_KEYS),
    stacks: among(STACK_KEYS),
    codes: among(CODE_KEYS),
    namesFile: among(FILE_KEYS).length > 0,
    namesStream: present.has('stream'),
    wholeNumbers: Object.entries(WHOLE_NUMBERS).filter(([key]) => present.has(key)),
    steps: keys.filter(key => STEP_KEY.test(key)),
    numbers: keys.filter(key => !NO_METRIC.test(key)).map(key => ({ key, known: isKnownMetric(key) })),
  }
}
