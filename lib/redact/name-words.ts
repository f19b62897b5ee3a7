// What a name says of its value: `db_password`, `--hf-token`, `AccountKey`, `eos_token`, `tokenizer_key`.
import { BOUNDS } from '../bounds.ts'

/**
 * strong: the value is a secret unless it plainly says that there is none. weak: it is one where it looks like one,
 * because such names are used for much else. none: the name says nothing of secrets.
 */
export type NameKind = 'strong' | 'weak' | 'none'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(word => word !== ''))

/** Last words of a name that tell a secret by themselves, also at the end of a word: `dbpassword`, `clientsecret`. */
const SECRET_ENDS =
  /(?:password|passwd|passphrase|passcode|passwort|passwrd|kennwort|secret|requirepass|masterauth|userpass|dbpass|pgpass|contraseña|пароль|密码|密碼|口令|パスワード|비밀번호|senha)$/
/** Written without a separator: `apikey`, `authtoken`. */
const GLUED =
  /(?:api|secret|access|private|auth|account|signing|encryption|licen[cs]e|master|shared|service|deploy|session|consumer|client|app|hmac|wandb|storage|ssh|host|admin|root|sas|subscription|security)key$|(?:api|secret|access|auth|refresh|bearer|session|hf|hub|bot|csrf|xsrf|jwt|id|sas|security|personal|deploy|github|gitlab|npm|slack|user|service|admin|vault|registry)token$/
/** What makes a `key` a secret when it stands before it. */
const KEY_OWNERS = words(`
  api secret access private encryption encrypt decryption signing sign auth account accountkey master ssh shared service
  services storage deploy deployment client consumer license licence webhook session app application admin root hmac aes
  rsa jwt tls ssl pem crypt crypto cipher cookie subscription integration routing sas functions function host hostkey
  signature write read ingest ingestion project org organization user team management provisioning personal
  openai anthropic claude mistral cohere groq gemini google gcp azure aws s3 r2 b2 minio wandb wb hf huggingface hub comet
  neptune clearml mlflow kaggle ngc nvidia nvapi replicate together fireworks perplexity deepseek deepinfra openrouter
  xai grok stability elevenlabs serper serpapi tavily pinecone weaviate qdrant cerebras sambanova databricks snowflake
  mongo mongodb postgres mysql redis elastic elasticsearch datadog dd newrelic nr grafana sentry honeycomb logtail
  loggly splunk pagerduty opsgenie slack discord telegram twilio stripe sendgrid mailgun mailchimp postmark resend smtp
  github gitlab bitbucket npm pypi docker digitalocean cloudflare cf heroku fly vercel netlify linode vultr lambda runpod
  vast coreweave modal paperspace jarvis crusoe nebius linear notion figma airtable atlassian jira shopify square paypal
  plaid algolia mapbox langchain langsmith langfuse helicone arize braintrust lightning tgi vllm judge label labelbox
  scale munge roboflow ultralytics aim swanlab trackio dashscope zhipu moonshot qwen volc ark baidu aliyun tencent`)
/** Keys that are places, columns, switches and the like. */
const HARMLESS_KEYS = words(`
  tokenizer primary foreign sort order partition shard public pub cache dict dictionary map hash lookup group column col
  row index idx field json yaml config cfg option param parameter arg state metric monitor best label class target
  input output image video audio text data dataset batch sample feature tensor weight module layer param block buffer
  attention query value kv qk head key prng rng random seed dropout jax init missing unexpected unknown invalid
  duplicate duplicated new old first last next prev previous current max min num n per other another same single each any
  every this that which routing_table event object entity item element node parent child tree hot arrow enter escape
  shortcut press modifier registry reg env envvar translation i18n message msg log name tag step epoch rank run experiment
  idempotency dedup unique composite natural surrogate sorted sorting grouping join merge store path prefix suffix
  bucket blob file s3object etag lr loss optim optimizer scheduler ema model checkpoint ckpt format template chat prompt
  completion response reward question answer instruction conversation conversations messages role content source src
  tgt lang language task subset split length size count time timestamp date version type kind id`)
/** What makes a `token` a secret when it stands before it. */
const TOKEN_OWNERS = words(`
  api access auth authentication authorization oauth oauth2 refresh bearer session id hub hf huggingface github gh gitlab gl
  bitbucket git npm pypi docker registry bot slack telegram discord webhook app user admin root service account sa jwt
  csrf xsrf security sts sas secret private personal deploy runner ci build job registration vault consul nomad terraform
  tf tfe atlas kube kubernetes k8s bootstrap join cluster node worker swarm dapi databricks snowflake azure aws gcp google
  cloudflare cf digitalocean do linode vultr heroku fly vercel netlify render railway pulumi doppler sentry datadog grafana
  newrelic honeycomb logtail pagerduty opsgenie wandb comet neptune neptune_api clearml mlflow kaggle ngc replicate r8
  openai anthropic mistral cohere groq xai modal runpod lightning notion linear figma airtable atlassian jira confluence
  shopify square stripe twilio mapbox pushover pushbullet gotify ntfy zulip matrix mattermost rocketchat jupyter notebook
  ray dashboard dask influx influxdb prometheus elastic redis mongo ssh login verification reset invite one_time otp device
  csrftoken web write read upload download publish push pull webapp client server internal shared master rotation delegation
  identity federated assertion x vsc tgi use`)
/** Tokens of a text or of a vocabulary, and counts of them. */
const HARMLESS_TOKENS = words(`
  eos bos pad padding unk unknown cls sep mask masked image img video audio vision text special additional end start begin
  stop next prev previous last first second new old max min per num n nb total avg mean prompt completion input output
  query patch class control sot eot blank word subword sub byte char target source tgt src decoder encoder forced system
  assistant reserved separator newline space whitespace thinking think tool placeholder latent memory draft spec accepted
  rejected sampled generated predicted dummy extra added unused pos position media frame boi eoi fim prefix suffix middle
  single each every this that the a an unexpected invalid bad illegal missing same current final initial given any no bytes
  expert router dispatch dispatcher drop dropped train training valid test eval gen generation label loss padded real
  virtual soft hard visual speech sentence document doc vocab vocabulary bpe oov most least best top nth kth
  lexer parser syntax json keyword string punctuation`)
/** What makes a `pass` a password. */
const PASS_OWNERS = words(`
  db database smtp imap pop mail email user admin root mysql postgres pg redis mongo rabbitmq amqp ftp sftp ssh ldap proxy
  http https basic auth login account my the vnc rdp vpn wifi sudo su key cert store keystore truststore jks svn git docker
  registry nexus artifactory jenkins oracle mssql sa hive kafka sasl ssl tls zk elastic grafana ipmi bmc snmp become ansible`)
/** Words behind the telling one that change nothing: `password_old`, `client-key-data`, `API_KEY_PROD`. */
const NEUTRAL_ENDS = words(`
  data value val base64 b64 string str text txt plain plaintext raw old new current prev previous next prod production dev
  development staging stage test testing live sandbox primary secondary backup main default override rw ro read write
  readonly enc encrypted encoded decoded confirm confirmation again repeat dummy a b c x v1 v2 v3 ci local remote global
  base sealed literal content contents header param`)
/** Last words that name something about a secret, and not the secret. */
const ABOUT = words(`
  file files filename path paths dir directory folder location name names type types kind len length size count counts id
  ids url uri urls env envvar var variable variables required enabled disabled policy expiry expires expired expiration ttl age
  lifetime timeout field fields format prefix suffix index manager store provider source ref reference arn version versions
  algorithm algo alg method mode scope scopes hint prompt label labels mask masks per rate limit limits budget time times
  seconds s ms created updated rotation rotated status state valid invalid set unset exists missing used usage user users
  username hash hashes digest fingerprint logprob logprobs loss losses dim weight weights embedding embeddings embed dropout
  dispatcher router routing parallel parallelism shift offset start end pos position positions span spans mapping map
  strength min max minimum maximum error errors exception failed failure retry retries attempts checker validator callback
  function func handler helper class cls module server endpoint host port address required_for regex pattern rules rule
  ring rings pair pairs vault column columns list lists schema`)
const SECRET_PLURALS = words('passwords passwds secrets tokens keys credentials credential creds cred passphrases')

/** Names that say what they are as a whole. */
const WHOLE: Readonly<Record<string, NameKind>> = {
  authorization: 'strong',
  'proxy authorization': 'strong',
  'aws access key id': 'strong',
  pass: 'weak',
  pat: 'weak',
  jwt: 'weak',
  bearer: 'weak',
  auth: 'weak',
  'x auth': 'strong',
  'net pass': 'strong',
}

const MAX_KNOWN = BOUNDS['redact.names'].most
/** Names come again and again: what was found of each. */
const known = new Map<string, NameKind>()

/** Returns what a name says of its value. `name` is at most some hundred characters long. */
export function nameKind(name: string): NameKind {
  const before = known.get(name)
  if (before !== undefined) return before
  const kind = judge(name)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(name, kind)
  return kind
}

/** Returns the words of a name in lower case: separators and changes of case part them. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
}

function judge(name: string): NameKind {
  // The shell's working directory, which every dump of an environment has.
  if (/^(?:OLD)?PWD$/.test(name)) return 'none'
  const parts = wordsOf(name)
  const whole = WHOLE[parts.join(' ')]
  if (whole !== undefined) return whole
  const direct = judgeWords(parts)
  if (direct !== undefined) return direct
  let end = parts.length
  while (end > 1 && (NEUTRAL_ENDS.has(parts[end - 1] as string) || /^\d+$/.test(parts[end - 1] as string))) end--
  if (end < parts.length) return judgeWords(parts.slice(0, end)) ?? 'none'
  return hasSecretBefore(parts) ? 'weak' : 'none'
}

/** A secret's name with words behind it that are not known, such as `WANDB_API_KEY_FOR_CI`. */
function hasSecretBefore(parts: readonly string[]): boolean {
  if (ABOUT.has((parts.at(-1) as string).replace(/\d+$/, ''))) return false
  return parts.some((_, index) => index > 0 && index < parts.length && judgeWords(parts.slice(0, index)) === 'strong')
}

/** What the last word says, with the one before it; undefined where it is no word of secrets. */
function judgeWords(parts: readonly string[]): NameKind | undefined {
  const last = (parts.at(-1) ?? '').replace(/(?<=[a-z])\d{1,4}$/, '')
  const owner = parts.at(-2)
  if (last === 'id') return /^(?:access|secret) key$/.test(parts.slice(-3, -1).join(' ')) ? 'strong' : undefined
  if (last === 'key') return owned(owner, KEY_OWNERS, HARMLESS_KEYS, 'none')
  if (last === 'token') return owned(owner, TOKEN_OWNERS, HARMLESS_TOKENS, 'weak')
  if (last === 'pass') return owner === undefined ? undefined : PASS_OWNERS.has(owner) ? 'strong' : 'weak'
  if (last === 'pwd') return 'strong'
  if (last === 'auth' || last === 'pat' || last === 'jwt' || last === 'webhook') return 'weak'
  if (last === 'signature' || last === 'credential')
    return owner === 'goog' || owner === 'amz' || owner === 'access'
      ? 'strong'
      : last === 'credential'
        ? 'weak'
        : undefined
  if (last === 'digest') return undefined
  if (SECRET_PLURALS.has(last)) return last === 'tokens' || last === 'keys' ? pluralKind(last, owner) : 'weak'
  return SECRET_ENDS.test(last) || GLUED.test(last) ? 'strong' : undefined
}

function owned(
  owner: string | undefined,
  owners: ReadonlySet<string>,
  harmless: ReadonlySet<string>,
  alone: NameKind,
): NameKind {
  if (owner === undefined) return alone
  const word = owner.replace(/(?<=[a-z])\d{1,4}$/, '')
  if (SECRET_ENDS.test(word) || GLUED.test(word)) return 'strong'
  return harmless.has(word) ? 'none' : owners.has(word) ? 'strong' : 'weak'
}

const pluralKind = (last: string, owner: string | undefined): NameKind | undefined =>
  owner !== undefined && /^(?:api|access|auth|secret|bearer|refresh)$/.test(owner)
    ? 'weak'
    : last === ''
      ? 'none'
      : undefined
