import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'
import { isProblems } from '../../lib/problem.ts'

// The sample of FlagScale's README.
const MAIL = `
target_email: ops@example.com
smtp_server: smtp.example.com
source_email: monitor@example.com
remote_host: node-1.example.com
remote_user: train
remote_port: 22
remote_log_path: /share/logs/host_0_localhost.output
check_interval: 1200
`
const read = async (text: string) => {
  const job = await loadJob({ path: 'config.yaml', text }, 'flagscale')
  return isProblems(job) ? job.map(({ file, place, reason }) => `${file}: ${place}: ${reason}`) : job
}

t.test('its config.yaml is a job: mail, the log of a host, both rules', async t => {
  t.same(await read(MAIL), {
    job: 'share',
    dialectSource: {
      paths: ['ssh://train@node-1.example.com:22/share/logs/host_0_localhost.output'],
      sshOptions: ['StrictHostKeyChecking=accept-new'],
    },
    rules: [{ name: 'step-time', metric: 'step_time_ms', slow_when: { above_mean: { factor: 1.5 } } }],
    hang: { step_gap: { factor: 2, floor: '60s' } },
    alert: {
      on: ['slow', 'hanging', 'faulted', 'ended'],
      remind: '1200s',
      channels: [
        {
          type: 'email',
          to: 'ops@example.com',
          from: 'monitor@example.com',
          smtp: {
            host: 'smtp.example.com',
            port: 25,
            security: 'none',
            user: 'monitor@example.com',
            password_prompt: true,
          },
          plots: false,
        },
      ],
    },
  })
})

t.test('without mail keys it is the robot of Feishu, asked for, or named where no terminal is', async t => {
  const robot = MAIL.replace(/^(?:target|smtp|source)_.*\n/gm, '')
  t.match(await read(robot), { alert: { channels: [{ type: 'feishu', format: 'flagscale', url_prompt: true }] } })
  t.match(await read(`${robot}robot_url_env: ROBOT\n`), { alert: { channels: [{ type: 'feishu', url_env: 'ROBOT' }] } })
  t.match(await read(`${robot}robot_url_file: /run/r\n`), { alert: { channels: [{ url_file: '/run/r' }] } })
  t.match(await read(MAIL.replace('smtp.example.com', 'smtp.example.com:2525').concat('password_env: PW\n')), {
    alert: { channels: [{ smtp: { host: 'smtp.example.com', port: 2525, password_env: 'PW' } }] },
  })
  t.match(await read(MAIL.replace('node-1.example.com', '"fe80::1"')), {
    dialectSource: { paths: [/^ssh:\/\/train@\[fe80::1\]:22/] },
  })
})

t.test('the job is called as the experiment is, or as the log is', async t => {
  for (const [path, job] of [
    ['/share/outputs/aquila-7b/logs/host_0_localhost.output', 'aquila-7b'],
    ['/share/aquila/train_logs/host_12_10.0.0.7.output', 'aquila'],
    ['/data/aquila/logs/details/host_0_gpu1/20260102_030405.678/default_ab_cd_ef/attempt_0/0/stdout.log', 'aquila'],
    ['/data/aquila/train.log', 'aquila'],
    ['/data/llama-70b.log', 'llama-70b'],
    ['/data/run7.output', 'run7'],
    ['/host_0_localhost.output', undefined],
  ] as const) {
    const config = await read(MAIL.replace('/share/logs/host_0_localhost.output', path))
    t.equal((config as { readonly job?: string }).job, job, path)
  }
})

t.test('what is wrong with it is told by line', async t => {
  t.match(await read(MAIL.replace(/^smtp_server.*\n/m, '')), [
    /smtp_server: is missing: target_email and source_email ask for mail/,
  ])
  t.match(await read(MAIL.replace('/share', 'share')), [/^config\.yaml:8: remote_log_path: is no absolute path/])
  t.match(await read(MAIL.replace('remote_user: train\n', '')), [/remote_user: is missing/])
  t.match(await read(`${MAIL}smtp_sever: x\n`), [/^config\.yaml:10: smtp_sever: .*smtp_server/])
  const native = await loadJob({ path: 'config.yaml', text: MAIL })
  t.match(native, [{ reason: /is written in the flagscale dialect, not native: say --dialect flagscale/ }])
})
