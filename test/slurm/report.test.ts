// The morning's report of Slurm's jobs.
import t from 'tap'
import type { VerdictRecord } from '../../lib/record/types.generated.ts'
import { reportAlert, reportHtml } from '../../lib/slurm/report.ts'
import { rowsOf } from '../../lib/why/rows.ts'

const EVIL = '<script>alert(1)</script>"\'&\u202e'
const NOW = Date.parse('2026-03-05T06:00:00Z')
const SINCE = Date.parse('2026-03-04T00:00:00Z')
const verdict = (more: Partial<VerdictRecord>): VerdictRecord => ({
  kind: 'verdict',
  action: 'stop',
  category: 'oom_gpu',
  ...more,
})
const rows = rowsOf([
  {
    name: `4242 FAILED ann/${EVIL}`,
    judged: {
      attempts: [
        {
          verdict: verdict({
            primary: { text: EVIL, line: 7 },
            culprit: { nodes: [EVIL], reason: EVIL },
            secondary: [{ text: EVIL }],
            why: [EVIL],
            progress: { last_step: 120 },
          }),
          began: NOW - 7_200_000,
          ended: NOW - 3_600_000,
          endedFrom: 'line',
          near: [
            { number: 6, text: EVIL },
            { number: 7, text: EVIL },
          ],
        },
      ],
      unread: [],
      records: [],
    },
  },
  {
    name: '4243 COMPLETED bob/fine',
    judged: { attempts: [{ verdict: verdict({ action: 'done', category: 'completed' }) }], unread: [], records: [] },
  },
])
const report = { rows, since: SINCE, now: NOW }

t.test('as a page: a table, what failed told whole, and what logs say as text', async t => {
  const html = reportHtml(report)
  t.notMatch(html, /<script|alert\(1\)<\//)
  t.equal(html.match(/&lt;script&gt;/g)?.length, html.match(/alert\(1\)/g)?.length, 'escaped wherever it stands')
  t.match(html, /<title>Slurm jobs since 2026-03-04 00:00 UTC<\/title>/)
  t.match(html, /2 rows: 1 stop, 1 done\. As of 2026-03-05 06:00 UTC\./)
  t.match(html, /<td class="number">2026-03-05 05:00<\/td><td class="number">1h00m<\/td><td class="number">120<\/td>/)
  t.match(html, /<td class="action stop">stop<\/td>/)
  t.equal(html.match(/<details>/g)?.length, 1, 'what is done needs no telling')
  t.match(html, /default-src 'none'/)
  t.notMatch(html, /(?:src|href)=/, 'it needs nothing else')
  t.match(reportHtml({ ...report, rows: [] }), /No job has ended\./)
})

t.test('as what a mail says', async t => {
  t.match(reportAlert(report, ['the table']), {
    kind: 'alert',
    once: true,
    severity: 'warning',
    summary: 'Slurm jobs since 2026-03-04 00:00 UTC: 2 rows: 1 stop, 1 done',
    body: 'the table\n',
  })
  t.match(reportAlert({ ...report, rows: [] }, []), { severity: 'info', summary: /none has ended$/ })
})
