// What failed in Slurm's jobs, for the morning: a page of its own, and a mail.
import { escapeHtml } from '../record/escape-html.ts'
import { formatTime, type Millis, shortDuration } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { type ChainLine, chainOf, type Section } from '../why/chain.ts'
import type { Row } from '../why/rows.ts'
import { talliesOf } from '../why/tallies.ts'

export interface SlurmReport {
  readonly rows: readonly Row[]
  /** Jobs that ended since then are in it. */
  readonly since: Millis
  readonly now: Millis
}

/** Rows that are told whole below the table: the worst. */
const MOST_WHOLE = 200

const minute = (millis: Millis): string => (formatTime(millis) ?? '').slice(0, 16).replace('T', ' ')

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 76rem; margin: 0 auto; padding: 1.5rem; background: light-dark(#f8f7f4, #131619);
  color: light-dark(#1c2127, #e4e7ea); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; letter-spacing: -0.015em; }
.soft { color: light-dark(#565e68, #a4adb7); }
.scroll { overflow-x: auto; margin: 1.25rem 0 2rem; border: 1px solid light-dark(#e3dfd8, #2b3138); border-radius: 10px;
  background: light-dark(#ffffff, #1a1e22); }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.5rem 0.8rem; border-top: 1px solid light-dark(#edeae4, #242a30); text-align: left; vertical-align: top; }
thead th { border: 0; font-size: 0.8rem; font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.stop, .restart_isolate { color: light-dark(#a81f2c, #f59399); }
.restart, .unknown, .unread { color: light-dark(#755700, #e4c05c); }
.done { color: light-dark(#1b6b43, #72cd9f); }
.action { font-weight: 600; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.85rem; overflow-wrap: anywhere; }
pre { margin: 0.3rem 0; padding: 0.5rem 0.8rem; border-radius: 6px; background: light-dark(#f3f1ed, #15181c); white-space: pre-wrap; }
details { margin: 0.5rem 0; padding: 0.6rem 1rem; border: 1px solid light-dark(#e3dfd8, #2b3138); border-radius: 10px;
  background: light-dark(#ffffff, #1a1e22); }
summary { cursor: pointer; font-weight: 600; }
h3 { margin: 0.7rem 0 0; font-size: 0.85rem; font-weight: 500; }
p { margin: 0.15rem 0; }
`

/** Returns a page that needs nothing else: no script, no network. */
export function reportHtml({ rows, since, now }: SlurmReport): string {
  const title = `Slurm jobs since ${minute(since)} UTC`
  const heads = ['Job', 'Ended', 'Ran', 'Step', 'Cause', 'Who', 'Action']
  const whole = rows.filter(isTold).slice(0, MOST_WHOLE)
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="soft">${escapeHtml(summaryOf(rows))} As of ${minute(now)} UTC.</p>`,
    ...(rows.length === 0
      ? []
      : [
          '<div class="scroll" tabindex="0" role="region" aria-label="Jobs"><table>',
          `<thead><tr>${heads.map(head => `<th scope="col" class="soft">${head}</th>`).join('')}</tr></thead>`,
          `<tbody>${rows.map(rowHtml).join('\n')}</tbody>\n</table></div>`,
        ]),
    ...(whole.length === 0 ? [] : ['<h2>Told whole</h2>', ...whole.map(wholeHtml)]),
    '</main>\n</body>\n</html>\n',
  ].join('\n')
}

const summaryOf = (rows: readonly Row[]): string => (rows.length === 0 ? 'No job has ended.' : `${talliesOf(rows)}.`)

/** What ended as it should needs no telling. */
const isTold = ({ attemptOf, urgency }: Row): boolean => attemptOf !== undefined && urgency !== 'done'

function rowHtml(row: Row): string {
  const { job, ended, ranMs, lastStep, cause, text, who, action, urgency } = row
  const cell = (content: string, name = ''): string => `<td${name === '' ? '' : ` class="${name}"`}>${content}</td>`
  const line = text === undefined ? '' : `<br><code class="soft">${escapeHtml(text)}</code>`
  return [
    `<tr><th scope="row">${escapeHtml(nameOf(row, job))}</th>`,
    cell(ended === undefined ? '' : minute(ended), 'number'),
    cell(ranMs === undefined ? '' : shortDuration(ranMs), 'number'),
    cell(lastStep === undefined ? '' : `${lastStep}`, 'number'),
    cell(`${escapeHtml(cause)}${line}`),
    cell(escapeHtml(who)),
    cell(escapeHtml(action), `action ${urgency}`),
    '</tr>',
  ].join('')
}

const nameOf = ({ attempt }: Row, job: string): string => (attempt === undefined ? job : `${job}, attempt ${attempt}`)

function wholeHtml(row: Row): string {
  const { title, sections } = chainOf(row)
  return `<details><summary>${escapeHtml(`${title}: ${row.cause}`)}</summary>${sections.map(sectionHtml).join('')}</details>`
}

function sectionHtml({ title, lines }: Section): string {
  const isQuote = ({ is }: ChainLine): boolean => is === 'quote' || is === 'cause'
  const words = lines.filter(line => !isQuote(line)).map(({ text }) => `<p>${escapeHtml(text)}</p>`)
  const quotes = lines
    .filter(isQuote)
    .map(({ text, number }) => escapeHtml(number === undefined ? text : `${number}  ${text}`))
  return `<h3 class="soft">${escapeHtml(title)}</h3>${words.join('')}${quotes.length === 0 ? '' : `<pre>${quotes.join('\n')}</pre>`}`
}

/** Returns the report as what a channel of mail sends; `table` are the lines of the table. */
export function reportAlert({ rows, since, now }: SlurmReport, table: readonly string[]): AlertRecord {
  const time = formatTime(now) ?? ''
  const bad = rows.filter(({ urgency }) => urgency === 'stop' || urgency === 'restart_isolate')
  const from = minute(since)
  return {
    kind: 'alert',
    time,
    key: `slurm-report ${from}`,
    state: 'firing',
    once: true,
    severity: bad.length > 0 ? 'warning' : 'info',
    summary: `Slurm jobs since ${from} UTC: ${rows.length === 0 ? 'none has ended' : talliesOf(rows)}`,
    body: `${table.join('\n')}\n`,
    episode: 1,
    sequence: 1,
    starts_at: time,
  }
}
