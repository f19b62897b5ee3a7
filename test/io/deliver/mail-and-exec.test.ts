// What the table of receivers asks of every channel over HTTP, asked of mail and of programs.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import { HOSTILE_ALERT } from '../../../lib/channel/sample-alert.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AlertRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'
import { alertOfLeakyLog, HUGE, LEAKY, TOKEN } from '../../servers/alerts.ts'
import { eximMissing, startExim } from '../../servers/exim.ts'
import { freePort } from '../../servers/free-port.ts'

/** Gives alerts to one channel; resolves to what became of each. */
async function outcomes(channel: string, alerts: readonly AlertRecord[]): Promise<readonly string[]> {
  const config = await loadJob({ path: 'job.yaml', text: `job: llama\nalert: {channels: [${channel}]}\n` })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const world = { ...realWorld, firstPauseMs: 1, longestPauseMs: 1, say: () => {} }
  const effect = (await deliverAlerts(alertSettings(config as JobConfig), world)) as Effect
  const deliveries: DeliveryRecord[] = []
  for (const alert of alerts) void effect.take(alert, true, record => deliveries.push(record as DeliveryRecord))
  await effect.finish()
  return deliveries.map(({ outcome, error }) => `${outcome}${error === undefined ? '' : ` ${error}`}`)
}

/** What a mail says, however its text is encoded: soft line breaks and bytes of UTF-8 are put together. */
const decoded = (mail: string): string =>
  Buffer.from(
    mail
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

t.test('mail', { skip: eximMissing }, async t => {
  const exim = await startExim()
  t.teardown(() => exim.stop())
  const mail = (port: number, more = ''): string =>
    `{type: email, to: ops@example.com, from: logmon@example.com, smtp: {host: 127.0.0.1, port: ${port}, security: none}${more}}`

  t.same(await outcomes(mail(exim.port), [HUGE, { ...HUGE, sequence: 2, state: 'resolved' }]), ['sent', 'sent'], 'huge')
  for (const text of exim.mails()) {
    // Text and HTML, each of at most 65,536 characters of up to three bytes, in base64.
    t.ok(text.length < 2 * 65_536 * 4 + 10_000, `${text.length} bytes`)
    t.ok(
      text.split('\n').every(line => line.length <= 998),
      'no line that a server may break',
    )
  }

  const before = exim.mails().length
  t.same(await outcomes(mail(exim.port), [{ ...LEAKY, sequence: 3 }, alertOfLeakyLog()]), ['sent', 'sent'], 'secrets')
  for (const text of exim.mails().slice(before).map(decoded)) {
    t.notMatch(text, TOKEN)
    t.notMatch(text, 'hunter22')
    t.match(text, '[redacted')
  }

  const gone = await freePort()
  t.match(await outcomes(mail(gone, ', retry_for: 0s'), [HOSTILE_ALERT]), [/^failed .*refused/], 'refused')
})

t.test('a program', async t => {
  const out = join(mkdtempSync(join(tmpdir(), 'logmon-exec-')), 'out')
  const program = `{type: exec, command: [sh, -c, 'printf "%s\\n" "$@" > ${out}; cat >> ${out}', sh, "{summary}", "{body}", "{job}"]}`
  const given = (): string => readFileSync(out, 'utf8')

  t.same(await outcomes(program, [HOSTILE_ALERT]), ['sent'], 'hostile')
  const record = JSON.parse(given().trim().split('\n').at(-1) as string) as AlertRecord
  t.equal(record.summary, HOSTILE_ALERT.summary, 'the record is what it is')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no argument has one but newlines
  t.notMatch(given().slice(0, given().indexOf('{"version"')), /[\u0000-\u0008\u000b-\u001f]/, 'arguments are clean')

  t.same(await outcomes(program, [HUGE]), ['sent'], 'huge')
  t.ok(given().length < 400_000, `${given().length} characters`)

  t.same(await outcomes(program, [alertOfLeakyLog()]), ['sent'], 'secrets')
  t.notMatch(given(), TOKEN)
  t.notMatch(given(), 'hunter22')
  t.match(given(), '[redacted')

  t.match(await outcomes('{type: exec, command: [/no/such/program]}', [HOSTILE_ALERT]), [/^failed /], 'not there')
})
