// The variables of the services that logmon serve takes the place of, and what is refused before it starts.
import { realpathSync } from 'node:fs'
import t from 'tap'
import { parseEndpoint } from '../../../lib/cli/serve/endpoint.ts'
import { SERVE_OPTIONS, serveSettings } from '../../../lib/cli/serve/settings.ts'
import { defaultsOf, type OptionValues } from '../../../lib/options.ts'

const settle = (values: OptionValues, environment: Record<string, string> = {}) =>
  serveSettings({ ...defaultsOf(SERVE_OPTIONS), ...values }, environment, undefined)
const root = realpathSync('test')

t.test("NVRx's variables and the original's", async t => {
  const environment = {
    NVRX_ATTRSVC_ALLOWED_ROOT: root,
    NVRX_ATTRSVC_ENDPOINT: 'http://127.0.0.1:50050',
    NVRX_ATTRSVC_LOG_LEVEL: 'debug',
    NVRX_ATTRSVC_RATE_LIMIT_SUBMIT: '10/second',
    NVRX_ATTRSVC_RATE_LIMIT_ANALYZE: '20/hour',
    NVRX_ATTRSVC_RATE_LIMIT_PREVIEW: '30/day',
    NVRX_ATTRSVC_CACHE_FILE: '/var/lib/x/cache.json',
    NVRX_ATTRSVC_COMPUTE_TIMEOUT: '2.5',
    NVRX_ATTRSVC_RESTART_AGENT_LOG_QUIET_SECONDS: '0',
    NVRX_ATTRSVC_RESTART_AGENT_LOG_MAX_WAIT_SECONDS: '12.5',
    NVRX_ATTRSVC_RESTART_AGENT_LOG_POLL_SECONDS: '1',
    FAST_API_ROOT_PATH: '/logmon/',
    DOMAIN_SIZE: '8',
  }
  t.match(settle({}, environment), {
    root,
    endpoint: { is: 'tcp', host: '127.0.0.1', port: 50_050 },
    isDebugging: true,
    rates: {
      submit: { most: 10, perMs: 1000 },
      analyze: { most: 20, perMs: 3_600_000 },
      preview: { most: 30, perMs: 86_400_000 },
    },
    data: '/var/lib/x/cache.json.logmon',
    timeoutMs: 2500,
    settling: { leastMs: 10_000, quietMs: 0, mostMs: 12_500, pollMs: 1000 },
    basePath: '/logmon',
    classify: { domainSize: 8 },
  })
  t.match(settle({}, { NVRX_ATTRSVC_ALLOWED_ROOT: root, NVRX_ATTRSVC_HOST: '::1', NVRX_ATTRSVC_PORT: '9000' }), {
    endpoint: { host: '::1', port: 9000 },
  })
  t.match(settle({ root, listen: 'unix:///run/a.sock' }, { LOGSAGE_DEBUG: 'true' }), {
    endpoint: { is: 'socket', path: '/run/a.sock' },
    isDebugging: true,
  })
  t.match(settle({ root }, { STATE_DIRECTORY: '/var/lib/logmon' }), { data: '/var/lib/logmon' })
})

t.test("how long a log is watched and judged: NVRx's times unless told otherwise", async t => {
  t.match(settle({ root }), {
    timeoutMs: 300_000,
    settling: { leastMs: 10_000, quietMs: 5000, mostMs: 40_000, pollMs: 250 },
  })
  t.equal((settle({ root, 'judge-most': 0 }) as { timeoutMs?: number }).timeoutMs, undefined, 'no limit')
  t.match(settle({ root, 'settle-quiet': 7 }, { NVRX_ATTRSVC_RESTART_AGENT_LOG_QUIET_SECONDS: '1' }), {
    settling: { quietMs: 7 },
  })
})

t.test('options count more than variables', async t => {
  t.match(settle({ root, listen: '127.0.0.1:1' }, { NVRX_ATTRSVC_ENDPOINT: 'x:2', NVRX_ATTRSVC_ALLOWED_ROOT: '/' }), {
    root,
    endpoint: { port: 1 },
  })
})

t.test('what is wrong', async t => {
  for (const [values, environment, place, reason] of [
    [{}, {}, '--root', /is needed/],
    [{ root: 'relative' }, {}, '--root', /no absolute path/],
    [{ root: '/there/is/none' }, {}, '--root', /there is no such file or directory/],
    [{ root, listen: 'https://x:1' }, {}, '--listen', /is no endpoint/],
    [{ root, listen: 'x:70000' }, {}, '--listen', /at most 65535/],
    [{ root, listen: 'unix://relative' }, {}, '--listen', /no absolute path/],
    [{ root, listen: '0.0.0.0:8000' }, {}, '--users', /others than this machine/],
    [{ root, listen: 'node7:8000' }, {}, '--users', /others than this machine/],
    [{ root, 'rate-submit': 'often' }, {}, '--rate-submit', /is no rate/],
    [{ root, 'base-path': 'x y' }, {}, '--base-path', /is no path/],
    [{ root }, { NVRX_ATTRSVC_COMPUTE_TIMEOUT: 'soon' }, 'NVRX_ATTRSVC_COMPUTE_TIMEOUT', /no number/],
    [
      { root },
      { NVRX_ATTRSVC_RESTART_AGENT_LOG_QUIET_SECONDS: '-1' },
      'NVRX_ATTRSVC_RESTART_AGENT_LOG_QUIET_SECONDS',
      /"-1" is no number of seconds$/,
    ],
    [{ root }, { NVRX_ATTRSVC_COMPUTE_TIMEOUT: '0' }, 'NVRX_ATTRSVC_COMPUTE_TIMEOUT', /above 0$/],
    [{ root }, { NVRX_ATTRSVC_ENDPOINT: 'ftp://x' }, 'NVRX_ATTRSVC_ENDPOINT', /is no endpoint/],
  ] as const)
    t.match(settle(values, environment), [{ place, reason }], JSON.stringify([values, environment]))
})

t.test('endpoints', async t => {
  for (const [text, endpoint] of [
    ['localhost:8000', { is: 'tcp', host: 'localhost', port: 8000 }],
    ['http://127.0.0.1:8123/', { is: 'tcp', host: '127.0.0.1', port: 8123 }],
    ['127.0.0.1', { is: 'tcp', host: '127.0.0.1', port: 7 }],
    ['[::1]:80', { is: 'tcp', host: '::1', port: 80 }],
    ['unix:///tmp/a%20b.sock', { is: 'socket', path: '/tmp/a b.sock' }],
    ['/tmp/a.sock', { is: 'socket', path: '/tmp/a.sock' }],
  ] as const)
    t.same(parseEndpoint(text, 7), endpoint, text)
})
