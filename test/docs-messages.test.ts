import { readFileSync } from 'node:fs'
import t from 'tap'
import { demoAlerts, withMessages } from './cases/message-page.ts'

t.test('the page of messages shows what channels send of the demo', async t => {
  const alerts = demoAlerts()
  // A person reads words there: no label, key or id of ours.
  for (const { summary } of alerts) t.notMatch(summary, /Log(?:Slow|Hang|Fault)_|Verdict_|job\/|[0-9a-f]{8}/, summary)
  t.same(
    alerts.map(({ summary }) => /^\[.*?\]/.exec(summary)?.[0]),
    ['[SLOW]', '[HANGING]', '[RESOLVED]', '[STOP]', '[FAULTED]', '[ENDED]'],
  )
  const page = readFileSync('docs/messages.md', 'utf8')
  t.equal(page, withMessages(page), 'after a change: npm run cases -- --write')
})
