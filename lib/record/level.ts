import type { LogRecord } from './types.generated.ts'

export type Level = NonNullable<LogRecord['level']>

const LEVEL_OF: ReadonlyMap<string, Level> = new Map<string, Level>([
  ...[
    'DEBUG',
    'D',
    'DD',
    'DE',
    'DB',
    'TRACE',
    'V',
    'VERBOSE',
    'FINE',
    'NOTSET',
    'DBUG',
    'DBG',
    'FINER',
    'FINEST',
    '7',
  ].map((text): [string, Level] => [text, 'DEBUG']),
  ...[
    'INFO',
    'I',
    'II',
    'IN',
    'INF',
    'NOTICE',
    'N',
    'SUCCESS',
    'LOG',
    'VLOG',
    'NOTE',
    'EVENT',
    'INFORMATION',
    '6',
    '5',
  ].map((text): [string, Level] => [text, 'INFO']),
  ...['WARNING', 'W', 'WW', 'WA', 'WN', 'WRN', 'WARN', '4'].map((text): [string, Level] => [text, 'WARNING']),
  ...['ERROR', 'E', 'EE', 'ER', 'ERR', 'EXCEPTION', 'FAILURE', 'SEVERE', '3'].map((text): [string, Level] => [
    text,
    'ERROR',
  ]),
  ...[
    'CRITICAL',
    'C',
    'CR',
    'F',
    'FF',
    'FTL',
    'FA',
    'FATAL',
    'CRIT',
    'ALERT',
    'ALRT',
    'EMERG',
    'EMRG',
    'EMIT',
    'DPANIC',
    'ABORT',
    'EMERGENCY',
    'PANIC',
    '2',
    '1',
    '0',
  ].map((text): [string, Level] => [text, 'CRITICAL']),
])

/**
 * Returns the level that a word, a letter (glog) or a syslog severity number (RFC 5424, table 2) stands for; undefined
 * for any other text.
 */
export function parseLevel(text: string): Level | undefined {
  return LEVEL_OF.get(text) ?? LEVEL_OF.get(text.toUpperCase())
}

/** The words that formats accept as a level, for use inside patterns. */
export const LEVEL_WORDS =
  'DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|NOTICE|TRACE|SUCCESS|VERBOSE|debug|info|warning|warn|error|critical|fatal|notice|trace'
