// What a person gets by mail: text, the same as HTML, and curves as pictures in it, through a real Exim.
import { decode } from 'fast-png'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import { CURVE, PICTURE } from '../../../lib/channel/picture.ts'
import { HOSTILE_ALERT } from '../../../lib/channel/sample-alert.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AlertRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'
import { eximMissing, startExim } from '../../servers/exim.ts'

/** One part of a mail. */
interface Part {
  readonly headers: string
  readonly body: string
  readonly parts: readonly Part[]
}

/** Returns a mail with its parts, as a reader of mail takes it apart. */
function partOf(text: string): Part {
  const end = text.indexOf('\n\n')
  const [headers, body] = [text.slice(0, end).replace(/\n[ \t]+/g, ' '), text.slice(end + 2)]
  const boundary = /^Content-Type: multipart\/.*boundary="([^"]+)"/im.exec(headers)?.[1]
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1)
  return { headers, body, parts: parts.map(part => partOf(part.replace(/^\n/, ''))) }
}

const typeOf = ({ headers }: Part): string => /^Content-Type: ([\w/]+)/im.exec(headers)?.[1] ?? ''

function decoded({ headers, body }: Part): Buffer {
  if (/^Content-Transfer-Encoding: base64/im.test(headers)) return Buffer.from(body, 'base64')
  const text = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(text, 'latin1')
}

/** The parts without parts, by their types. */
const leavesOf = (part: Part): readonly Part[] => (part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf))

const TOKEN = `hf_${'aB3'.repeat(12)}`
const LONG = 'an error that goes on and on: █ "quoted" \\ <b>&amp;</b> 漢字 '
const STEPS = Array.from({ length: 10 }, (_, index) => ({
  step: 100 + index,
  metrics: { loss: index === 6 ? null : 3 - index / 10, step_time_ms: index < 8 ? 500 : 1326 },
}))

t.test('mail through a real Exim', { skip: eximMissing }, async t => {
  const exim = await startExim()
  t.teardown(() => exim.stop())

  async function mailOf(alert: AlertRecord, more = ''): Promise<{ raw: string; mail: Part; leaves: readonly Part[] }> {
    const text = `job: llama\nalert: {channels: [{type: email, to: ops@example.com, from: logmon@example.com, smtp: {host: 127.0.0.1, port: ${exim.port}, security: none}${more}}]}\n`
    const config = await loadJob({ path: 'job.yaml', text })
    if (isProblems(config)) throw new Error(JSON.stringify(config))
    const effect = (await deliverAlerts(alertSettings(config as JobConfig), realWorld)) as Effect
    const outcomes: string[] = []
    void effect.take(alert, true, record => void outcomes.push((record as DeliveryRecord).outcome))
    await effect.finish()
    t.same(outcomes, ['sent'])
    const raw = exim.mails().at(-1) as string
    const mail = partOf(raw.slice(raw.search(/^Received: /m)).replaceAll('\r\n', '\n'))
    return { raw, mail, leaves: leavesOf(mail) }
  }

  await t.test('loss and step time stand in it as pictures, with the text plot in their place', async t => {
    const { mail, leaves } = await mailOf({ ...HOSTILE_ALERT, sequence: 1, steps: STEPS })
    t.equal(typeOf(mail), 'multipart/alternative')
    t.same(mail.parts.map(typeOf), ['text/plain', 'multipart/related'])
    t.same(leaves.map(typeOf), ['text/plain', 'text/html', 'image/png', 'image/png'])
    const [text, html, ...images] = leaves as [Part, Part, ...Part[]]
    const plain = decoded(text).toString()
    const page = decoded(html).toString()
    t.match(
      plain,
      /step time {2}▄+█+ {2}500 ms to 1326 ms\n +loss .*×.* 3 to 2\.1/,
      'the plot of text for a reader of text',
    )
    const alternative = 'alt="step time  ▄▄▄▄▄▄▄▄██  500 ms to 1326 ms"'
    t.equal(page.split(alternative).length, 2, 'which in HTML is what a reader shows that shows no pictures')
    t.equal(page.split('500 ms to 1326 ms').length, 2, 'and nowhere else')
    for (const [index, name] of ['step-time', 'loss'].entries()) {
      const image = images[index] as Part
      const id = /^Content-Id: <([^>]+)>/im.exec(image.headers)?.[1] as string
      t.match(image.headers, new RegExp(`^Content-Disposition: inline; filename=${name}\\.png`, 'im'))
      t.match(id, new RegExp(`^${name}\\.logmon\\.[0-9a-f]{16}-1@example\\.com$`))
      t.equal(page.split(`<img src="cid:${id}" width="520" height="120"`).length, 2, 'it stands once in the HTML')

      const bytes = decoded(image)
      t.ok(bytes.length < 20_000, `${bytes.length} bytes`)
      const { width, height, channels, data } = decode(bytes)
      t.same([width, height, channels], [PICTURE.width, PICTURE.height, 3])
      const colourAt = (x: number, y: number): string =>
        [...data.slice(3 * (y * width + x), 3 * (y * width + x) + 3)].join()
      // The first step time is 500 of at most 1326 ms; the first loss is the highest.
      const y = index === 0 ? Math.round(240 - 14 - (500 / 1326) * 212) : 14
      t.equal(colourAt(14, y), CURVE.join(), `a pixel of the curve of ${name}`)
      t.equal(colourAt(14, index === 0 ? 14 : 226), '225,229,234', 'and none where it is not')
    }
    t.match(page, /step time<br>1326 ms<\/td>/, 'the scale stands beside it as text')
    t.match(page, />steps 100 to 109</)
  })

  await t.test('plots: false sends none, nor does an alert without steps', async t => {
    for (const [steps, more] of [
      [STEPS, ', plots: false'],
      [[], ''],
      [STEPS.slice(0, 2), ''],
    ] as const) {
      const { mail, leaves } = await mailOf({ ...HOSTILE_ALERT, steps: [...steps] }, more)
      t.same(leaves.map(typeOf), ['text/plain', 'text/html'])
      t.notMatch(decoded(mail.parts[1] as Part).toString(), /<img|cid:/)
    }
  })

  await t.test('huge text is cut, secrets are taken out, and what a log says is text', async t => {
    const { raw, leaves } = await mailOf({
      ...HOSTILE_ALERT,
      summary: `[FAULTED] llama: token=${TOKEN} ${'llama 漢字 '.repeat(100)}`,
      facts: [
        { name: 'Line', value: `export HF_TOKEN=${TOKEN} @everyone <img src="cid:x" onerror=alert(1)>` },
        ...Array.from({ length: 20 }, (_, index) => ({ name: `Fact ${index}`, value: LONG.repeat(15) })),
      ],
      log_lines: Array.from({ length: 300 }, () => ({
        about: 'error' as const,
        text: `password: hunter22 ${TOKEN} ${LONG.repeat(10)}\u001b[31m\n--boundary\nContent-Type: text/html\n\n<script>`,
      })),
      steps: STEPS,
    })
    t.ok(raw.length < 700_000, `${raw.length} bytes`)
    t.same(leaves.map(typeOf), ['text/plain', 'text/html', 'image/png', 'image/png'])
    for (const part of leaves.slice(0, 2)) {
      const text = decoded(part).toString()
      t.match(text, /\[redacted/)
      for (const secret of [TOKEN, 'hunter22', '\u001b']) t.notOk(text.includes(secret))
    }
    const page = decoded(leaves[1] as Part).toString()
    t.equal(page.split('<img ').length, 3, 'the pictures are the only ones')
    t.notMatch(page, /<script|onerror=alert\(1\)>/)
    t.equal(raw.split(TOKEN).length, 1)
  })
})
