import t from 'tap'
import { readSilences, silenceOf } from '../../lib/alert/silence.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const NOW = Date.parse('2026-01-05T12:00:00Z')
const alert: AlertRecord = { kind: 'alert', key: 'job/a', job: 'a', state: 'firing', summary: 's' }
const line = (id: string, from: string, to: string, more: object = {}): string =>
  JSON.stringify({
    silence: {
      id,
      matchers: ['job=a'],
      author: 'me',
      reason: 'r',
      starts_at: `2026-01-05T${from}:00:00.000Z`,
      ends_at: `2026-01-05T${to}:00:00.000Z`,
      ...more,
    },
  })

t.test('a silence holds from its beginning to its end, or until somebody ends it', async t => {
  const { silences, badLines } = readSilences(
    [
      line('early', '10', '12'),
      line('now', '11', '13'),
      line('longer', '11', '14'),
      line('other', '11', '23', { matchers: ['job=b'] }),
      '{"expire":"longer","at":"2026-01-05T11:30:00.000Z"}',
      '{"expire":"unknown","at":"2026-01-05T11:30:00.000Z"}',
      '',
    ].join('\n'),
  )
  t.equal(badLines, 0)
  t.equal(silenceOf(silences, alert, NOW)?.id, 'now')
  t.equal(silenceOf(silences, alert, NOW - 3_600_001)?.id, 'early')
  t.equal(silenceOf(silences, alert, NOW + 3_600_000), undefined, 'an end is an end')
  t.equal(silenceOf(silences, { ...alert, job: 'c' }, NOW), undefined)
})

t.test(
  'a line that is wrong silences nothing: none without an end, for ever, or of everything by accident',
  async t => {
    const wrong = [
      line('no end', '11', '13', { ends_at: undefined }),
      line('bad end', '11', '13', { ends_at: 'never' }),
      line('for ever', '11', '13', { ends_at: '2999-01-01T00:00:00Z' }),
      line('no matcher', '11', '13', { matchers: [] }),
      line('bad matcher', '11', '13', { matchers: ['job'] }),
      line('torn', '11', '13').slice(0, -5),
      'null',
      '[]',
      '{"silence":null}',
      '{"expire":"x","at":"?"}',
    ]
    const { silences, badLines } = readSilences(wrong.join('\n'))
    t.same(silences, [])
    t.equal(badLines, wrong.length)
  },
)
