// FlagScale's config.yaml as it is: a log read over a real ssh, mail through a real server.
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { eximMissing, startExim } from '../../servers/exim.ts'
import { run, temporaryFolder } from '../follow/process.ts'
import { skipWithoutSshd, sshServer } from '../ssh/server.ts'

/** A line of FlagScale's trainer. */
const line = (step: number, elapsedMs: number): string =>
  ` [2026-01-05 10:${String(step).padStart(2, '0')}:00] iteration ${String(step).padStart(8)}/     500 | consumed samples: ${String(step * 64).padStart(12)} | elapsed time per iteration (ms): ${elapsedMs.toFixed(1)} | throughput per GPU (TFLOP/s/GPU): 120.1 | learning rate: 1.000000E-04 | global batch size:    64 | lm loss: 2.500000E+00 | load_balancing_loss: 1.000000E+00 | loss scale: 1.0 | grad norm: 0.700 | num zeros: 0 | params norm: 300.100 | number of skipped iterations:   0 | number of nan iterations:   0 |\n`

t.test('a slow step of a log on another host is mailed', { skip: skipWithoutSshd || eximMissing }, async t => {
  const folder = temporaryFolder('flagscale')
  const [server, exim] = await Promise.all([sshServer(folder), startExim()])
  await server.start()
  t.teardown(async () => {
    await server.kill()
    await exim.stop()
  })
  const log = join(folder, 'host_0_localhost.output')
  const config = join(folder, 'config.yaml')
  writeFileSync(log, line(1, 1000))
  writeFileSync(
    config,
    [
      'target_email: ops@example.com',
      `smtp_server: 127.0.0.1:${exim.port}`,
      'source_email: watcher@example.com',
      'remote_host: 127.0.0.1',
      `remote_user: ${server.user}`,
      `remote_port: ${server.port}`,
      `remote_log_path: ${log}`,
      'check_interval: 1200',
      'password_env: MONITOR_PASSWORD',
    ].join('\n'),
  )
  const running = run('logmon', ['run', '--dialect', 'flagscale', '-c', config, '--poll', '10ms', ...server.options], {
    env: { MONITOR_PASSWORD: 'right', LOGMON_CLOCK: 'wall' },
  })
  await running.until(lines => lines.some(text => text.includes('"step":1,')), 'the line that is there')
  for (let step = 2; step < 12; step++) appendFileSync(log, line(step, step === 11 ? 1600 : 1000))
  await running.until(lines => lines.some(text => text.includes('"kind":"delivery"')), 'the mail')
  t.equal(await running.stop('SIGTERM'), 0, running.stderr())
  const [mail = ''] = exim.mails()
  t.match(mail, /^To: ops@example\.com/m)
  t.match(mail, /^From: watcher@example\.com/m)
  t.notMatch(mail, /image\/png/, 'text and HTML, as it was')
  t.match(mail.replace(/\r?\n /g, ' '), /^Subject: \[SLOW\] .*step time 1.6 s is above 1.5 s/m)
})
