import type { Row, Urgency } from './rows.ts'

const WORDS: Readonly<Record<Urgency, string>> = {
  stop: 'stop',
  restart_isolate: 'restart without a node',
  restart: 'restart',
  unknown: 'to look at',
  unread: 'not read',
  wait: 'wait',
  done: 'done',
}

/** Returns how many rows there are of each kind: `73 rows: 30 stop, 12 restart, 2 not read`. */
export function talliesOf(rows: readonly Row[]): string {
  const counts = Object.entries(WORDS).flatMap(([urgency, word]) => {
    const count = rows.filter(row => row.urgency === urgency).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return `${rows.length} rows: ${counts.join(', ')}`
}
