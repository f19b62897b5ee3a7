import { readFileSync } from 'node:fs'
import t from 'tap'
import { demoAlerts, withMessages } from './cases/message-page.ts'

t.test('the page of messages shows what channels send of the demo', async t => {
  t.same(
    demoAlerts().map(({ summary }) => /^\[.*?\]/.exec(summary)?.[0]),
    ['[SLOW]', '[HANGING]', '[RESOLVED]', '[STOP]', '[FAULTED]'],
  )
  const page = readFileSync('docs/messages.md', 'utf8')
  t.equal(page, withMessages(page), 'after a change: npm run cases -- --write')
})
