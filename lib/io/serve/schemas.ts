// The forms of requests and answers: what is checked, and what /docs says.

const text = { type: 'string' } as const
const nullable = (type: string): { readonly type: readonly string[] } => ({ type: [type, 'null'] })
const list = { type: 'array', items: text } as const
/** Longer ones than this are no paths. */
const path = { type: 'string', minLength: 1, maxLength: 8192 } as const
const name = { type: 'string', maxLength: 256 } as const

const error = {
  type: 'object',
  required: ['error_code', 'message'],
  properties: { error_code: text, message: text },
  additionalProperties: true,
} as const

/** Adds the forms of refusals to that of an answer. */
const answers = (ok: object, ...statuses: readonly number[]): Readonly<Record<string, object>> => ({
  200: ok,
  ...Object.fromEntries(statuses.map(status => [status, error])),
})

const recommendation = {
  type: 'object',
  required: ['action', 'source'],
  properties: {
    action: { type: 'string', enum: ['STOP', 'RESTART', 'CONTINUE', 'UNKNOWN', 'TIMEOUT'] },
    source: text,
    reason: text,
  },
} as const

const attribution = {
  application_errors_full: list,
  application_errors_unique: list,
  auto_resume: text,
  auto_resume_verbose: text,
  attribution: text,
} as const

const open = { type: 'object', additionalProperties: true } as const
const pretty = {
  type: 'object',
  properties: { pretty: { type: 'boolean' }, indent: { type: 'integer', minimum: 0, maximum: 8 } },
} as const

export const SUBMIT = {
  summary: 'Submit a log',
  body: {
    type: 'object',
    required: ['log_path'],
    properties: {
      log_path: path,
      user: { ...name, default: 'unknown' },
      job_id: { type: ['string', 'null'], maxLength: 64 },
      cycle_id: nullable('integer'),
      analysis_intent: name,
    },
  },
  response: answers(
    {
      type: 'object',
      properties: {
        submitted: { type: 'boolean' },
        normalized_path: text,
        mode: { type: 'string', enum: ['pending', 'single', 'splitlog'] },
        logs_dir: nullable('string'),
        sched_restarts: { type: 'integer' },
        files_analyzed: nullable('integer'),
      },
    },
    ...[400, 403, 404, 422, 429, 500, 503],
  ),
} as const

export const ASK = {
  summary: 'The judgement of a log',
  querystring: {
    type: 'object',
    required: ['log_path'],
    properties: {
      log_path: path,
      file: { type: 'string', maxLength: 1024 },
      wl_restart: { type: 'integer', minimum: 0 },
      wait: { type: 'boolean', default: true },
    },
  },
  response: answers(
    {
      type: 'object',
      properties: {
        result: open,
        status: { type: 'string', enum: ['completed', 'in_flight', 'pending'] },
        recommendation,
        mode: { type: 'string', enum: ['single', 'splitlog'] },
        wl_restart: { type: 'integer' },
        wl_restart_count: nullable('integer'),
        log_file: text,
        sched_restarts: { type: 'integer' },
      },
    },
    ...[400, 403, 404, 422, 429, 500, 503],
  ),
} as const

export const PRINT = {
  summary: 'The first 4 KiB of a file',
  querystring: { type: 'object', required: ['log_path'], properties: { log_path: path } },
} as const

export const STATUS = (summary: string) => ({ summary, querystring: pretty }) as const

export const JOBS = {
  summary: 'The logs that are known',
  querystring: {
    type: 'object',
    properties: {
      ...pretty.properties,
      mode: { type: 'string', enum: ['pending', 'single', 'splitlog'] },
      limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 },
      offset: { type: 'integer', minimum: 0, default: 0 },
    },
  },
} as const

const id = { type: 'string', minLength: 1, maxLength: 64 } as const
const escaped = { escape: { type: 'boolean', default: true } } as const

export const NEW_ID = {
  summary: 'A new id for a job (NewAttributionRequest)',
  body: { type: 'object', required: ['job_id'], properties: { job_id: { type: 'string', maxLength: 256 } } },
  response: answers({ type: 'object', properties: { attribution_id: text } }, 401, 422, 429, 503),
} as const

export const APPEND = {
  summary: 'Append lines to an id (LogsRequest)',
  body: {
    type: 'object',
    required: ['attribution_id', 'log_stream'],
    properties: { attribution_id: id, log_stream: text },
  },
  response: answers({ type: 'object', properties: { lines_len: { type: 'integer' } } }, 401, 404, 413, 422, 429, 503),
} as const

export const OF_ID = {
  summary: 'The judgement of the lines of an id (ErrorAttributionWithJobId)',
  params: { type: 'object', properties: { id } },
  querystring: { type: 'object', properties: { keep: { type: 'boolean', default: false }, ...escaped } },
  response: answers({ type: 'object', properties: { ...attribution, job_id: text } }, 401, 404, 422, 429, 503),
} as const

export const LINES_OF_ID = {
  summary: 'The lines of an id (JobLogsResult)',
  params: { type: 'object', properties: { id } },
  querystring: { type: 'object', properties: escaped },
  response: answers(
    { type: 'object', properties: { job_id: { type: 'integer' }, cluster_name: text, log_lines: list } },
    401,
    404,
    422,
  ),
} as const

export const OF_PATH = {
  summary: 'The judgement of a log by its path (ErrorAttribution)',
  querystring: { type: 'object', required: ['log_path'], properties: { log_path: path, ...escaped } },
  response: answers({ type: 'object', properties: attribution }, 400, 401, 403, 404, 422, 429, 503),
} as const

export const OF_LINES = {
  summary: 'The judgement of lines (ErrorAttribution)',
  body: { type: 'object', required: ['lines'], properties: { lines: { type: 'array', items: text } } },
  querystring: { type: 'object', properties: escaped },
  response: answers({ type: 'object', properties: attribution }, 401, 422, 429, 503),
} as const

export const JOB = {
  summary: 'A job',
  params: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } },
} as const

export const ATTEMPTS = {
  ...JOB,
  summary: 'The attempts of a job, the newest last, each with its verdict and what is told of it',
  querystring: {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
      near: { type: 'integer', minimum: 0, maximum: 20, default: 0 },
    },
  },
} as const

export const LINES = {
  ...JOB,
  summary: 'The last lines of the log of a job',
  querystring: {
    type: 'object',
    properties: { limit: { type: 'integer', minimum: 1, maximum: 2000, default: 500 } },
  },
} as const

export const SILENCES = { summary: 'What is silent now' } as const

export const API_JOBS = {
  summary: 'Jobs, those heard of last first',
  querystring: {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
      offset: { type: 'integer', minimum: 0, default: 0 },
      user: name,
      contains: name,
    },
  },
} as const

export const VERDICTS = {
  summary: 'Verdicts, the newest first',
  querystring: {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
      since: name,
      action: name,
      category: name,
    },
  },
} as const

export const RECORDS = {
  summary: 'Records of a job, in order',
  querystring: {
    type: 'object',
    required: ['job'],
    properties: {
      job: { type: 'integer', minimum: 1 },
      kind: name,
      contains: name,
      since: name,
      after: { type: 'integer', minimum: 0, default: 0 },
      before: { type: 'integer', minimum: 1 },
      newest: { type: 'boolean', default: false },
      limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 },
    },
  },
} as const

export const FEED = {
  summary: 'Records of a job that runs, as NDJSON',
  querystring: {
    type: 'object',
    required: ['job'],
    properties: { job: { type: 'string', minLength: 1, maxLength: 200 } },
  },
} as const

export const EVENTS = {
  summary: 'What happens, as server-sent events; Last-Event-ID goes on behind one',
  querystring: { type: 'object', properties: { job: { type: 'integer', minimum: 1 } } },
} as const
