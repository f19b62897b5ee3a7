// Why a request is refused: the codes of NVRx's service, and ours, each with its HTTP status.

const STATUS = {
  INVALID_PATH: 400,
  INVALID_PARAMETER: 400,
  NOT_REGULAR: 400,
  EMPTY_FILE: 400,
  UNAUTHORIZED: 401,
  OUTSIDE_ROOT: 403,
  NOT_READABLE: 403,
  LOGS_DIR_NOT_READABLE: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  LOGS_LIMIT_REACHED: 413,
  WRONG_HOST: 421,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  JOB_LIMIT_REACHED: 503,
  STOPPING: 503,
  STORAGE_UNAVAILABLE: 503,
} as const

export type RefusalCode = keyof typeof STATUS

export interface Refusal {
  readonly refusedAs: RefusalCode
  readonly message: string
}

export const refusal = (refusedAs: RefusalCode, message: string): Refusal => ({ refusedAs, message })

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refusedAs' in value

export const statusOf = ({ refusedAs }: Refusal): number => STATUS[refusedAs]
