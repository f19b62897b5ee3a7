// Promtail's clients -> the server of a job file's `ship`.
import { explainLokiUrl } from '../config/formats.ts'
import type { ShipConfig } from '../config/ship.ts'
import { parseDuration } from '../record/time.ts'
import type { ConfigPath, Tell } from './pipeline.ts'
import { type Group, groupOf, textIn } from './read.ts'

export interface ImportedClient {
  readonly ship: ShipConfig
  readonly externalLabels: Readonly<Record<string, string>>
}

type Mutable = { -readonly [K in keyof ShipConfig]: ShipConfig[K] }

const PLACEHOLDER = 'http://localhost:3100'
const PASSWORD_VARIABLE = 'LOKI_PASSWORD'
const TOKEN_VARIABLE = 'LOKI_TOKEN'

const LEFT_OUT: Readonly<Record<string, string>> = {
  batchsize: 'a push has at most 1 MiB, which every Loki takes',
  backoff_config: 'logmon tries for ever, after at most 30 s: no line is given up',
  headers: 'headers of your own are not sent',
  proxy_url: 'no proxy is used',
  oauth2: 'there is no OAuth 2: give a token with ship.token_file',
  stream_lag_labels: 'is about measurements of Promtail',
  drop_rate_limited_batches: 'what is refused by a rate limit is sent again',
  name: 'is a name within Promtail',
}
const KNOWN = new Set([
  ...['url', 'tenant_id', 'basic_auth', 'bearer_token', 'bearer_token_file', 'authorization', 'tls_config'],
  ...['external_labels', 'batchwait', 'timeout'],
])

export function clientOf(value: unknown, place: ConfigPath, tell: Tell): ImportedClient {
  const group = groupOf(value) ?? {}
  const ship: Mutable = urlOf(group, place, tell)
  const tenant = textIn(group['tenant_id'])
  if (tenant !== undefined && tenant !== '') ship.tenant = tenant
  takeLogin(group, place, { tell, ship })
  takeTls(groupOf(group['tls_config']) ?? {}, [...place, 'tls_config'], { tell, ship })
  for (const [key, name] of [
    ['batchwait', 'wait'],
    ['timeout', 'timeout'],
  ] as const) {
    const text = textIn(group[key])
    if (text === undefined) continue
    if (parseDuration(text) === undefined) tell([...place, key], `${text} is no duration of logmon, such as 1s`)
    else ship[name] = text
  }
  for (const key of Object.keys(group))
    if (!KNOWN.has(key)) tell([...place, key], LEFT_OUT[key] ?? 'is not known to logmon')
  const external = Object.entries(groupOf(group['external_labels']) ?? {}).flatMap(([name, label]) => {
    const text = textIn(label)
    return text === undefined ? [] : [[name, text] as const]
  })
  return { ship, externalLabels: Object.fromEntries(external) }
}

interface Into {
  readonly tell: Tell
  readonly ship: Mutable
}

/** A login in the address stands where everybody reads it: it is taken out. */
function urlOf(group: Group, place: ConfigPath, tell: Tell): Mutable {
  const text = textIn(group['url']) ?? ''
  if (!URL.canParse(text)) {
    tell([...place, 'url'], `${JSON.stringify(text)} is no address: put yours in place of ${PLACEHOLDER}`)
    return { loki: PLACEHOLDER }
  }
  const url = new URL(text)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const plain = url.href.replace(/\/loki\/api\/v1\/push\/?$/, '').replace(/\/$/, '')
  const wrong = explainLokiUrl(plain)
  if (wrong !== undefined) {
    tell([...place, 'url'], `${wrong}: put your address in place of ${PLACEHOLDER}`)
    return { loki: PLACEHOLDER }
  }
  if (username === '') return { loki: plain }
  if (password !== '')
    tell(
      [...place, 'url'],
      `the password is not copied: put it into the variable ${PASSWORD_VARIABLE}, or name its file (password_file)`,
    )
  return { loki: plain, user: decodeURIComponent(username), password_env: PASSWORD_VARIABLE }
}

function takeLogin(group: Group, place: ConfigPath, { tell, ship }: Into): void {
  const basic = groupOf(group['basic_auth'])
  if (basic !== undefined) {
    const user = textIn(basic['username'])
    const file = textIn(basic['password_file'])
    if (user === undefined) tell([...place, 'basic_auth'], 'has no username')
    else {
      ship.user = user
      delete ship.password_env
      if (file === undefined) ship.password_env = PASSWORD_VARIABLE
      else ship.password_file = file
      if (basic['password'] !== undefined)
        tell(
          [...place, 'basic_auth', 'password'],
          `the password is not copied: put it into the variable ${PASSWORD_VARIABLE}, or name its file (password_file)`,
        )
    }
  }
  const authorization = groupOf(group['authorization']) ?? {}
  const file = textIn(group['bearer_token_file']) ?? textIn(authorization['credentials_file'])
  const token = group['bearer_token'] ?? authorization['credentials']
  if (file === undefined && token === undefined) return
  if (ship.user !== undefined) {
    tell(place, 'has a token besides a user: the server takes one of them')
    return
  }
  if (file !== undefined) ship.token_file = file
  else {
    ship.token_env = TOKEN_VARIABLE
    tell(
      [...place, 'bearer_token'],
      `the token is not copied: put it into the variable ${TOKEN_VARIABLE}, or name its file (token_file)`,
    )
  }
}

function takeTls(tls: Group, place: ConfigPath, { tell, ship }: Into): void {
  const ca = textIn(tls['ca_file'])
  const cert = textIn(tls['cert_file'])
  const key = textIn(tls['key_file'])
  if (ca !== undefined) ship.ca_file = ca
  if (cert !== undefined && key !== undefined) Object.assign(ship, { cert_file: cert, key_file: key })
  else if (cert !== undefined || key !== undefined) tell(place, 'cert_file and key_file go together')
  if (tls['insecure_skip_verify'] === true)
    tell(
      [...place, 'insecure_skip_verify'],
      'certificates are always checked: name the authority of yours with ca_file',
    )
  if (tls['server_name'] !== undefined)
    tell([...place, 'server_name'], 'the name in the address is the one that is checked')
}
