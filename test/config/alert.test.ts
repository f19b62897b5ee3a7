import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'

const problemsOf = async (section: string): Promise<unknown> => {
  const loaded = await loadJob({ path: 'job.yaml', text: `alert: ${section}\n` })
  return Array.isArray(loaded) ? loaded.map(({ place, reason }) => `${place}: ${reason}`) : 'fine'
}
const email = (more: string): string =>
  `{channels: [{type: email, to: a@b.c, from: "logmon <l@b.c>", smtp: {host: h${more}}}]}`

t.test('what is right is taken as it is', async t => {
  t.equal(
    await problemsOf(
      '{on: [slow, hanging, faulted, verdict, ended, upstream_ended], scope: rank, for: 30s, gather: 0s, resolve_after: 1m, remind: 1h, max_per_hour: 5, drain: 10s, channels: []}',
    ),
    'fine',
  )
  t.equal(await problemsOf(email(', port: 2525, security: none')), 'fine')
  t.equal(await problemsOf(email(', user: u, password_env: P')), 'fine')
  t.equal(
    await problemsOf(
      '{channels: [{type: webhook, url: "https://h/x", headers: {X-Team: llm}, secret_file: s}, {type: exec, command: [a, b]}, {type: stdout}]}',
    ),
    'fine',
  )
})

t.test('the section that the documentation shows is right', async t => {
  const [, text] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/alert.md', 'utf8')) as RegExpExecArray
  t.match(await loadJob({ path: 'docs/alert.md', text: text as string }), {
    job: 'llama-70b',
    alert: { max_per_hour: 60 },
  })
})

t.test('a type that is none is told with all that are', async t => {
  t.match(await problemsOf('{channels: [{type: emial, to: a@b.c}]}'), [
    /^alert\.channels\[0\]\.type: the text "emial" is none of (?:\w+, )+\w+; did you mean email\?$/,
  ])
})

t.test('nothing can be hidden in an address, a name or a header', async t => {
  for (const address of ['a@b.c, d@e.f', 'a b@c.d', 'a@b.c\\nBcc: x@y.z', 'x', '<a@b.c>, <d@e.f>']) {
    t.match(
      await problemsOf(`{channels: [{type: email, to: "${address}", from: l@b.c, smtp: {host: h}}]}`),
      [/^alert\.channels\[0\]\.to: .* is no mail address/],
      address,
    )
  }
  t.same(await problemsOf('{channels: [{type: webhook, url: "https://h/", headers: {X: "a\\r\\nY: b"}}]}'), [
    'alert.channels[0].headers.X: must be text of one line without control characters',
  ])
  t.same(await problemsOf('{channels: [{type: webhook, url: "https://h/", headers: {"X Y": b}}]}'), [
    'alert.channels[0].headers["X Y"]: is no name of a header',
  ])
})

t.test('no header that holds a secret stands in the job file, and none that logmon sets itself', async t => {
  for (const name of ['Authorization', 'Proxy-Authorization', 'Cookie', 'cookie'])
    t.same(
      await problemsOf(`{channels: [{type: webhook, url: "https://h/", headers: {${name}: x}}]}`),
      [
        `alert.channels[0].headers.${name}: would hold a secret: put the token in a file or the environment and name it as bearer_file or bearer_env`,
      ],
      name,
    )
  for (const name of [
    'Host',
    'Content-Length',
    'Content-Type',
    'Transfer-Encoding',
    'Connection',
    'Idempotency-Key',
    'X-Logmon-Signature',
  ])
    t.same(
      await problemsOf(`{channels: [{type: webhook, url: "https://h/", headers: {${name}: x}}]}`),
      [`alert.channels[0].headers.${name}: is set by logmon itself`],
      name,
    )
})

t.test('a webhook is http or https, and holds no password', async t => {
  for (const url of ['file:///etc/passwd', 'gopher://h/', 'javascript:1', 'h/x'])
    t.match(await problemsOf(`{channels: [{type: webhook, url: "${url}"}]}`), [/^alert\.channels\[0\]\.url: /], url)
  t.same(await problemsOf('{channels: [{type: webhook, url: "https://u:p@h/"}]}'), [
    'alert.channels[0].url: holds a password: put the URL in a file and name it as url_file',
  ])
})

t.test('a secret is given in one way, a needed one in any, and a login has both its parts', async t => {
  t.same(
    await problemsOf(
      '{channels: [{type: webhook}, {type: webhook, name: b, url: "https://h/", url_prompt: true, bearer_file: f, bearer_env: E, secret_file: f, secret_env: E}]}',
    ),
    [
      'alert.channels[0].url: is missing: give url, url_file, url_env or url_prompt: true',
      'alert.channels[1]: url and url_prompt: one of them is enough',
      'alert.channels[1]: bearer_file and bearer_env: one of them is enough',
      'alert.channels[1]: secret_file and secret_env: one of them is enough',
    ],
  )
  t.same(await problemsOf(email(', user: u, password_file: f, password_env: P')), [
    'alert.channels[0].smtp: password_file and password_env: one of them is enough',
  ])
})

t.test('a secret in the job file is refused wherever it could stand', async t => {
  const refused =
    'must not stand in the file: put it in a file of its own or in the environment, and name that with _file or _env added to this key'
  t.same(await problemsOf(email(', user: u, password: hunter2')), [`alert.channels[0].smtp.password: ${refused}`])
  t.same(await problemsOf('{channels: [{type: webhook, url: "https://h/", bearer: x, secret: y}]}'), [
    `alert.channels[0].bearer: ${refused}`,
    `alert.channels[0].secret: ${refused}`,
  ])
})
