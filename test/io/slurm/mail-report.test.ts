// The report of Slurm's jobs, sent through a real Exim.
import t from 'tap'
import type { EmailConfig } from '../../../lib/channels/email.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { mailReport } from '../../../lib/io/slurm/mail-report.ts'
import { reportAlert } from '../../../lib/slurm/report.ts'
import { eximMissing, startExim } from '../../servers/exim.ts'

const report = reportAlert({ rows: [], since: Date.parse('2026-03-04T00:00:00Z'), now: Date.now() }, [
  '#  job   cause',
  '1  4242  <b>GPU memory</b>',
])
const config = (port: number, to: string): JobConfig => {
  const ops: EmailConfig = {
    type: 'email',
    name: 'ops',
    to,
    from: 'logmon@example.org',
    smtp: { host: '127.0.0.1', port, security: 'none' },
  }
  return { alert: { channels: [ops, { type: 'stdout' }] } }
}

t.test('a mail in text and HTML, once; what is refused is told', { skip: eximMissing }, async t => {
  t.setTimeout(30_000)
  const exim = await startExim()
  t.teardown(() => exim.stop())
  t.same(await mailReport(report, config(exim.port, 'ops@example.org'), {}), [])
  const [mail = '', ...more] = exim.mails()
  t.same(more, [])
  t.match(mail, /^Subject: .*Slurm jobs since 2026-03-04 00:00/m)
  t.match(mail, /1 {2}4242 {2}<b>GPU memory<\/b>/, 'as text')
  t.match(mail, /&lt;b&gt;GPU memory/, 'as HTML')
  const [trouble] = await mailReport(report, config(exim.port, 'nobody@example.org'), {})
  t.match(trouble, /^ops: not sent: .*550/)
  t.match(await mailReport(report, config(1, 'ops@example.org'), {}), [/^ops: not sent: /])
})
