// Takes secrets out of text that leaves the machine. Every pattern starts only at the beginning of a run of its own
// characters (the lookbehinds) or has bounded repeats, so that the whole is linear in the length of the text.

interface SecretForm {
  /** Names what was there, in `[redacted-…]`. */
  readonly name: string
  readonly pattern: RegExp
  /** Returns what stands in place of the match; by default all of it goes. */
  readonly replace?: (match: string, ...groups: string[]) => string
}

/** Tokens that are known by their own form, whatever stands around them. */
const TOKEN_FORMS: readonly SecretForm[] = [
  { name: 'aws-key-id', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    name: 'github-token',
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g,
  },
  { name: 'gitlab-token', pattern: /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,255}/g },
  { name: 'hugging-face-token', pattern: /(?<![A-Za-z0-9_])(?:hf|api_org)_[A-Za-z0-9]{30,255}(?![A-Za-z0-9_])/g },
  // OpenAI, Anthropic and others; a digit is asked for, so that a name of words and dashes stays.
  { name: 'api-key', pattern: /(?<![A-Za-z0-9_-])sk-(?=[A-Za-z_-]{0,200}\d)[A-Za-z0-9_-]{20,255}/g },
  {
    name: 'wandb-key',
    pattern: /(?<![A-Za-z0-9_-])(?:wandb_v1_[A-Za-z0-9_]{30,255}|local-[0-9a-f]{40})(?![A-Za-z0-9])/g,
  },
  { name: 'slack-token', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,255}/g },
  { name: 'google-key', pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { name: 'nvidia-key', pattern: /(?<![A-Za-z0-9_-])nvapi-[A-Za-z0-9_-]{40,255}/g },
  { name: 'package-token', pattern: /(?<![A-Za-z0-9_-])(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,1024})/g },
  {
    name: 'sendgrid-key',
    pattern: /(?<![A-Za-z0-9_.-])SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{32,128}(?![A-Za-z0-9_-])/g,
  },
  { name: 'stripe-key', pattern: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,255}/g },
  { name: 'bot-token', pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  {
    name: 'jwt',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,4096}/g,
  },
  // The path of these addresses is the key.
  {
    name: 'hook',
    pattern:
      /(https:\/\/(?:hooks\.slack\.com\/(?:services|workflows|triggers)|(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/webhooks|open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook)\/)[\w/-]{8,300}/g,
    replace: (_match, address) => `${address}[redacted-hook]`,
  },
]

/** Last word of a name whose value is a secret whatever it looks like. */
const SECRET_WORDS =
  'pass(?:word|wd|phrase)|pwd|secret|secret[ _-]?(?:access[ _-]?)?key|api[ _-]?key|access[ _-]?key(?:[ _-]?id)?|account[ _-]?key|private[ _-]?key|encryption[ _-]?key|signing[ _-]?key'
/** The same, but training logs are full of tokens: the value must look like a secret too. */
const TOKEN_WORDS =
  '(?:access|auth|bearer|refresh|session|id|api|hub)?token|auth|credentials?|webhook[_-]?key|session[_-]?key'
/** Between a name and its value: `=`, `: `, `": "`, and the same inside an escaped JSON text. */
const ASSIGNED = `(?:\\\\?["'])?[ \\t]{0,4}(?:=|:(?!/))[ \\t]{0,4}`
const SECRET_NAME = `((?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,64}?(?:${SECRET_WORDS})${ASSIGNED})`
const TOKEN_NAME = `((?<![A-Za-z0-9_.-])(?:[A-Za-z0-9_.-]{0,64}[_.-])?(?:${TOKEN_WORDS})${ASSIGNED})`
const QUOTED = `\\\\?"[^"\\n]{1,4096}"|\\\\?'[^'\\n]{1,4096}'`

/** Values that say that there is no secret, or that it was taken out before. */
const HARMLESS =
  /^["'\\]*(?:none|null|nil|true|false|undefined|not set|unset|optional|str|\*+|x+|<[^>]*>|\$\{?[A-Za-z_]\w*\}?|\[redacted[^\]]*\]?)?["'\\]*$/i

const keepName = (match: string, name: string): string => {
  const value = match.slice(name.length)
  if (HARMLESS.test(value)) return match
  const quote = /^\\?["']/.exec(value)?.[0] ?? ''
  return `${name}${quote}[redacted]${quote}`
}

/** Secrets that are known by what stands before them; the name stays, the value goes. */
const NAMED_FORMS: readonly SecretForm[] = [
  {
    name: 'authorization',
    pattern:
      /((?<![A-Za-z])(?:proxy-)?authorization(?:\\?["'])?\s{0,4}[:=]\s{0,4}(?:\\?["'])?(?:(?:basic|bearer|token|digest|aws4-hmac-sha256)\s{1,4})?)[^\s"',;}\]]{1,4096}/gi,
    replace: keepName,
  },
  {
    name: 'cookie',
    pattern:
      /((?<![A-Za-z])(?:set-)?cookie(?:\\?["'])?:\s{0,4}(?:\\?["'])?)[^\s"';,=]{1,256}=[^\s"';]{1,4096}(?:; [^\s"';=]{1,256}(?:=[^\s"';]{1,4096})?){0,50}/gi,
    replace: keepName,
  },
  {
    name: 'bearer',
    pattern: /((?<![A-Za-z])bearer\s{1,4})(?=[A-Za-z._~+/=-]{0,200}\d)[A-Za-z0-9._~+/=-]{16,4096}/gi,
    replace: keepName,
  },
  {
    name: 'url-password',
    pattern: /((?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s/:@"']{0,256}:)[^\s/@"']{1,256}(?=@)/g,
    replace: keepName,
  },
  {
    name: 'url-query',
    pattern:
      /([?&](?:x-amz-(?:signature|credential|security-token)|awsaccesskeyid|sig|signature|key|sign|access_token|token|auth)=)[^\s&"'<>]{8,4096}/gi,
    replace: keepName,
  },
  {
    name: 'named-secret',
    pattern: new RegExp(`${SECRET_NAME}(?:${QUOTED}|[^\\s,;&)}\\]"']{1,4096})`, 'gi'),
    replace: keepName,
  },
  // A value of 16 characters with a digit and a letter: `tokens=4096`, `eos_token: </s>` and `pad_token="<pad>"` stay.
  {
    name: 'named-token',
    pattern: new RegExp(
      `${TOKEN_NAME}\\\\?["']?(?=[A-Za-z_./+=-]{0,200}\\d)(?=[0-9_./+=-]{0,200}[A-Za-z])[A-Za-z0-9_./+=-]{16,4096}\\\\?["']?`,
      'gi',
    ),
    replace: keepName,
  },
  // As arguments: `--password hunter2`, `wandb login 0123…`.
  {
    name: 'argument',
    pattern: new RegExp(
      `((?<![A-Za-z0-9-])--(?:[a-z0-9-]{0,40}-)?(?:${SECRET_WORDS}|token)\\s{1,4})(?!-)[^\\s"']{1,4096}`,
      'gi',
    ),
    replace: keepName,
  },
  {
    name: 'wandb-login',
    pattern:
      /((?<![A-Za-z])wandb(?:\s{1,4}login\s{1,4}(?:--?[a-z=-]{1,40}\s{1,4}){0,4}|[^\n]{0,40}?api[ _-]?key[^\n]{0,20}?))[0-9a-f]{40}(?![0-9a-f])/gi,
    replace: keepName,
  },
]

const EMAIL = /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/g

/** First and last line of a private key block. */
export const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
export const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
const KEY_BEGINS = new RegExp(KEY_BEGIN, 'g')
const KEY_ENDS = new RegExp(KEY_END, 'g')

export interface RedactOptions {
  /** Takes e-mail addresses out too. */
  readonly emails?: boolean
}

/**
 * Returns text without the secrets that it holds: keys and tokens of known forms, values of names such as `password`,
 * `Authorization` headers, passwords in URLs, private key blocks. Linear time. What is no secret stays as it is;
 * redacting twice changes nothing more.
 */
export function redactSecrets(text: string, options: RedactOptions = {}): string {
  let redacted = withoutPrivateKeys(text)
  for (const { name, pattern, replace } of TOKEN_FORMS)
    redacted = redacted.replace(pattern, replace ?? (() => `[redacted-${name}]`))
  for (const { pattern, replace } of NAMED_FORMS) redacted = redacted.replace(pattern, replace ?? (() => '[redacted]'))
  return options.emails === true ? redacted.replace(EMAIL, '[redacted-email]') : redacted
}

/** A block without its end goes to the end of the text: a cut log must not leave half a key. */
function withoutPrivateKeys(text: string): string {
  let kept = ''
  let from = 0
  KEY_BEGINS.lastIndex = 0
  for (let begins = KEY_BEGINS.exec(text); begins !== null; begins = KEY_BEGINS.exec(text)) {
    kept += `${text.slice(from, begins.index)}[redacted-private-key]`
    KEY_ENDS.lastIndex = begins.index
    from = KEY_ENDS.exec(text) === null ? text.length : KEY_ENDS.lastIndex
    KEY_BEGINS.lastIndex = from
  }
  return from === 0 ? text : kept + text.slice(from)
}
