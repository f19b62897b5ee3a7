export type Dialect = 'native' | 'log-agent' | 'log-monitoring' | 'flagscale'

/** Returns whose configuration a document plainly is; undefined where it shows no dialect's own keys. */
export function guessDialect(value: unknown): Dialect | undefined {
  const top = keysOf(value)
  const list = Array.isArray(value) ? value : ((value as Record<string, unknown>)['rules'] ?? [])
  const first = keysOf(Array.isArray(list) ? list[0] : undefined)
  if (top.has('hanging_job_threshold_sec') || top.has('slow_tolerance_times')) return 'log-agent'
  if (top.has('remote_log_path') || top.has('smtp_server')) return 'flagscale'
  if (top.has('logMonitoringConfiguration') || first.has('logPattern')) return 'log-monitoring'
  if (
    ['job', 'parse', 'hang', 'alert'].some(key => top.has(key)) ||
    ['healthy_when', 'slow_when', 'fault_when', 'on_match'].some(key => first.has(key))
  )
    return 'native'
  return undefined
}

const keysOf = (value: unknown): Set<string> =>
  new Set(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [])
