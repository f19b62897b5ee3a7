import t from 'tap'
import { messageOf, shortTime } from '../../lib/channel/message.ts'
import { cutTo, fittingBlocks, jsonBytes, messageText, utf8Bytes } from '../../lib/channel/message-text.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const alert: AlertRecord = {
  kind: 'alert',
  time: '2026-01-05T10:05:00.000Z',
  key: 'job/llama',
  state: 'firing',
  summary: '[HANGING] llama: no step',
  since: '2026-01-05T10:00:19.123Z',
  facts: [{ name: 'Where', value: 'rank 3\r\nBcc: x' }],
  links: [
    { title: 'Grafana', url: 'https://grafana.example.com/d?var-job=llama' },
    { title: 'bad', url: 'javascript:alert(1)' },
    { title: 'worse', url: 'https://example.com/a b' },
  ],
  log_lines: [
    { about: 'last', time: '2026-01-05T10:04:00.000Z', who: 'rank 3', text: 'bye' },
    { about: 'error', text: 'out of memory\u001b[31m', count: 2 },
  ],
  steps: [
    { step: 1, metrics: { loss: 3 } },
    { step: 2, metrics: { loss: 2 } },
    { step: 3, metrics: { loss: 1 } },
  ],
}

t.test('a message says what, where and since when, and then what a person needs, each once', async t => {
  const message = messageOf(alert)
  t.equal(message.title, '[HANGING] llama: no step (since 10:00:19 UTC)')
  t.same(message.links, [{ title: 'Grafana', url: 'https://grafana.example.com/d?var-job=llama' }])
  t.equal(
    messageText(message, 10_000),
    `Where: rank 3 Bcc: x

Grafana: https://grafana.example.com/d?var-job=llama

Last steps
  loss       █▅▁  3 to 1

  time  step  loss
           1     3
           2     2
           3     1

Errors
  (2 times): out of memory

Last line of the log
  2026-01-05 10:04:00 rank 3: bye
`,
  )
})

t.test('a message without parts says its body; a recovery has no since', async t => {
  const { title, blocks } = messageOf({
    kind: 'alert',
    key: 'k',
    state: 'resolved',
    summary: 's',
    since: 'x',
    body: 'b\n',
  })
  t.equal(title, 's')
  t.same(blocks, [{ title: '', text: 'b' }])
  t.equal(messageText(messageOf({ kind: 'alert', key: 'k', state: 'firing', summary: 's' }), 10), '')
})

t.test('a secret in any part does not leave', async t => {
  const secret = `hf_${'aB3'.repeat(12)}`
  const leaky = {
    ...alert,
    summary: `[X] token=${secret}`,
    facts: [{ name: 'Why', value: secret }],
    log_lines: [{ about: 'error' as const, text: `export HF_TOKEN=${secret}` }],
  }
  const message = messageOf(leaky)
  t.notMatch(JSON.stringify(message), secret)
  t.notMatch(messageText(message, 10_000), secret)
})

t.test('a time has its date where that is not the day of the message', async t => {
  t.equal(shortTime('2026-01-05T10:00:19.123Z', '2026-01-05T23:00:00Z'), '10:00:19 UTC')
  t.equal(shortTime('2026-01-05T10:00:19.123Z', '2026-01-06T00:00:00Z'), '2026-01-05 10:00:19 UTC')
  t.equal(shortTime('yesterday', undefined), 'yesterday')
})

t.test('what does not fit is cut by whatever measure, never within a character', async t => {
  t.equal(utf8Bytes('aé█😀'), 1 + 2 + 3 + 4)
  t.equal(jsonBytes('a"\n'), 5)
  for (const limit of [0, 1, 2, 3, 4, 7, 8, 9, 12])
    t.ok(utf8Bytes(cutTo('a😀😀😀', limit, utf8Bytes)) <= limit, `${limit}`)
  t.equal(cutTo('a😀😀😀', 9, utf8Bytes), 'a😀…')
  t.equal(cutTo('abc', 3, utf8Bytes), 'abc')
  const blocks = [
    { title: 'one', text: 'x'.repeat(100) },
    { title: 'two', text: 'y'.repeat(100) },
    { title: 'three', text: 'z' },
  ]
  t.same(fittingBlocks(blocks, 1000), blocks)
  t.same(
    fittingBlocks(blocks, 160).map(({ title, text }) => [title, text.length]),
    [
      ['one', 100],
      ['two', 54],
    ],
  )
  t.same(fittingBlocks(blocks, 130), blocks.slice(0, 1), 'nothing is told of which there is hardly a line')
})
