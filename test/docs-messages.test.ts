import { readFileSync } from 'node:fs'
import t from 'tap'
import { demoAlerts, withMessages } from './cases/message-page.ts'

/** Shorter texts, such as a time, may stand in several lines. */
const MOST_SAID_OFTEN = 24

t.test('the page of messages shows what channels send of the demo', async t => {
  const alerts = demoAlerts()
  // A person reads words there: no label, key or id of ours.
  for (const { summary } of alerts) t.notMatch(summary, /Log(?:Slow|Hang|Fault)_|Verdict_|job\/|[0-9a-f]{8}/, summary)
  for (const { summary, body = '', facts = [], log_lines: lines = [] } of alerts) {
    // What a rule is called is the user's word; names of ours are keys, labels and ids of rows.
    t.notMatch(
      body,
      /Log(?:Slow|Hang|Fault)_|Verdict_|\bjob\/|\b[0-9a-f]{16}\b|\b(?:oom_gpu|hang_no_output)\b/,
      summary,
    )
    const texts = [...facts.map(({ value }) => value), ...lines.flatMap(({ text }) => text.split('\n'))]
    for (const text of texts.map(one => one.trim()).filter(one => one.length >= MOST_SAID_OFTEN))
      t.ok(`${summary}\n${body}`.split(text).length - 1 <= 2, `nothing stands three times: ${text}`)
  }
  t.same(
    alerts.map(({ summary }) => /^\[.*?\]/.exec(summary)?.[0]),
    ['[SLOW]', '[HANGING]', '[RESOLVED]', '[STOP]', '[FAULTED]', '[ENDED]'],
  )
  const page = readFileSync('docs/messages.md', 'utf8')
  t.equal(page, withMessages(page), 'after a change: npm run cases -- --write')
})
