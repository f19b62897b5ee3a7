import t from 'tap'
import { linkIssue, linksOf } from '../../lib/channel/link.ts'

const alert = {
  job: 'a&b="<\u0007>" /../',
  key: 'job/a',
  state: 'firing' as const,
  time: '2026-01-05T10:30:00.000Z',
  starts_at: '2026-01-05T10:00:00.000Z',
}

t.test('a value stays within its place of the address; a link with something unknown in it is left out', async t => {
  t.same(
    linksOf(
      {
        Grafana: 'https://g.example.com/d?var-job={job}&from={from_ms}&to={to_ms}',
        Rank: 'https://g.example.com/{rank}',
        Plain: 'https://g.example.com/',
      },
      alert,
    ),
    [
      {
        title: 'Grafana',
        url: 'https://g.example.com/d?var-job=a%26b%3D%22%3C%3E%22%20%2F..%2F&from=1767606300000&to=1767609900000',
      },
      { title: 'Plain', url: 'https://g.example.com/' },
    ],
  )
})

t.test('what is wrong with a template is told, with the name that was probably meant', async t => {
  t.equal(linkIssue('https://g.example.com/d?var-job={job}'), undefined)
  t.match(linkIssue('https://g.example.com/{jbo}'), /^\{jbo\} is nothing that an alert knows; did you mean \{job\}\?/)
  for (const wrong of ['javascript:alert(1)', 'g.example.com/{job}', 'https://{job}/', 'https://a b/', 'https://x/é'])
    t.match(linkIssue(wrong), /^is no address/, wrong)
})
