import t from 'tap'
import { HOSTILE_ALERT } from '../../lib/channel/sample-alert.ts'
import { filled, type Template, templateIssues, templateOf } from '../../lib/channel/template.ts'
import fc from '../fast-check.ts'

t.test('names in texts are replaced; a text that is only a name becomes its value', async t => {
  t.same(
    filled(
      {
        text: '{title}!',
        level: '{severity}',
        n: 1,
        yes: true,
        none: null,
        list: ['{job}', { attempt: '{attempt}', rank: '{rank}' }],
        labels: '{labels}',
        braces: '{{job}} {{{job}}}',
        within: 'links: {links}',
      },
      HOSTILE_ALERT,
    ),
    {
      text: '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)!',
      level: 'critical',
      n: 1,
      yes: true,
      none: null,
      list: ['llama', { attempt: 2, rank: null }],
      labels: { job: 'llama', reason: 'LogHang_step', state: 'HANGING', scope: 'job' },
      braces: '{job} {llama}',
      within: 'links: [{"title":"Grafana","url":"https://grafana.example.com/d?var-job=llama&from=1"}]',
    },
  )
})

t.test('whatever a log says, it stays within its text, and no name in it is replaced', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), job => {
        const hostile = { ...HOSTILE_ALERT, job: `${job}"},"evil":{"a":"{severity}` }
        const text = JSON.stringify(filled(templateOf('{"a":"<{job}>","b":1}'), hostile))
        const read = JSON.parse(text) as { a: string; b: number }
        return Object.keys(read).join() === 'a,b' && read.b === 1 && !read.a.includes('critical')
      }),
    ),
  )
})

t.test('what is wrong with a body is told with its place', async t => {
  t.same(templateIssues({ text: '{title}' }), [])
  t.same(templateIssues('{"text":"{text}"}'), [])
  t.match(templateIssues('{"text": {title}}'), [{ path: ['body'], reason: /^is no JSON: / }])
  const wrong: Template = { a: [{ b: 'x {titel} y' }] }
  t.match(templateIssues(wrong), [
    { path: ['body', 'a', '0', 'b'], reason: /^\{titel\} is nothing that an alert knows; did you mean \{title\}\?/ },
  ])
})
