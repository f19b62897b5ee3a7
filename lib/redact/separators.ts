// What stands between a name and its value: a sign, an option's blank, a list's comma, a table's line, a few words.

/** How a value is tied to its name; the looser, the more the value itself must look like a secret. */
export type Tie = 'assigned' | 'argument' | 'block' | 'listed' | 'said'

export interface Separator {
  readonly tie: Tie
  /** Where the value begins, its quote included. */
  readonly end: number
}

/** The name, as far as it matters here. */
interface Named {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly isArgument: boolean
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes colour what they stand before
const GAP = /(?:[ \t\u00a0\u3000]|\u001b\[[0-9;]{0,16}m|\\u001b\[[0-9;]{0,16}m|\\x1b\[[0-9;]{0,16}m){0,40}/.source
const CLOSE = `(?:\\\\{0,8}["'\`”’»]|&quot;|&#3[49];|\\\\u002[27]|%2[27])?`
const TYPE = `(?:(?:typing\\.)?(?:Optional|Union|List|Dict|Annotated|Literal|Final|ClassVar|Secret)\\[[^\\]\\n]{0,80}\\]{1,3}|str|bytes|bool|int|Any|SecretStr|string)`
const ASSIGN = `(?:=>|:=|={1,2}|::(?=[ \\t])|:(?!:|//)|：|＝|%3D|%3A(?:%20)?|→|->)`

const sticky = (source: string, flags = 'y'): RegExp => new RegExp(source, flags)

const FORMS: readonly (readonly [tie: Tie, form: RegExp, fits?: (text: string, name: Named) => boolean])[] = [
  // `name: HF_TOKEN, value: …`, in JSON, YAML, XML and Go.
  [
    'assigned',
    sticky(`${CLOSE}${GAP},?\\s{0,40}(?:\\\\n\\s{0,40})?\\\\{0,8}["']?value${CLOSE}\\s{0,4}[:=]\\s{0,4}`, 'yi'),
  ],
  // `password: str | None = "…"`
  ['assigned', sticky(`:\\s?${TYPE}(?:\\s?\\|\\s?(?:None|${TYPE})){0,3}\\s?=\\s?`)],
  ['block', sticky(`${CLOSE}${GAP}:${GAP}[|>][+-]?\\d?[ \\t]{0,8}\\r?\\n`)],
  ['assigned', sticky(`${CLOSE}\\]?${GAP}${ASSIGN}(?:(?:\\s|\\\\{1,8}n){0,40}(?=[bu]?\\\\{0,8}["'])|${GAP})`)],
  [
    'argument',
    sticky(
      `${CLOSE}(?:\\s{0,4},\\s{0,40}|[ \\t]{1,40}(?:\\\\{1,8}(?:\\n|n)\\s{0,40})?|\\s{0,8}\\\\?\\n\\s{0,40}(?:-[ \\t]{1,4})?)(?!-|\\\\{0,8}["']-)`,
    ),
    (_text, name) => name.isArgument,
  ],
  ['assigned', /[ \t]{0,4}\.{3,400}[ \t]{1,40}/y],
  ['assigned', /(?:\s[^<>\n]{0,100})?>/y, (text, name) => text[name.start - 1] === '<'],
  ['assigned', /[ \t]{1,8}/y, isSetting],
  ['listed', sticky(`\\\\{0,8}["']\\s{0,4},\\s{0,40}(?=[bu]?\\\\{0,8}["'])`), isQuoted],
  ['listed', sticky(`${CLOSE}[ \\t]{0,80}[|│┃][ \\t]{0,80}`)],
  [
    'said',
    /[ \t](?:(?:for|of|from|by)[ \t][^:=\n]{1,60}|provided|supplied|given|used|entered|received|sent|follows)[ \t]?:[ \t]{1,4}/y,
  ],
  [
    'said',
    /[ \t]{1,4}(?:(?:is|was|are|to|as|set to|has been set to|changed to|reset to)(?:[ \t]{0,4}:)?[ \t]{1,4})?(?=[^\s=:(])/y,
    isTold,
  ],
  ['said', /[ \t]{1,4}\((?=["'\w])/y, (_text, name) => /^[A-Za-z]+$/.test(name.text)],
]

/** Returns what ties a value to a name; undefined where nothing does. */
export function separatorAt(text: string, name: Named): Separator | undefined {
  for (const [tie, form, fits] of FORMS) {
    form.lastIndex = name.end
    if (!form.test(text) || (fits !== undefined && !fits(text, name))) continue
    return { tie, end: form.lastIndex }
  }
  return undefined
}

/** What stands before a name, as far as it is looked at. */
const before = (text: string, name: Named, characters: number): string =>
  text.slice(Math.max(0, name.start - characters), name.start)

/** `machine … login … password …`, `setenv HF_TOKEN …`, `ENV HF_TOKEN …`, `PASSWORD '…'`, `requirepass …`. */
function isSetting(text: string, name: Named): boolean {
  if (/^(?:requirepass|masterauth)$/i.test(name.text)) return true
  const said = before(text, name, 200)
  if (/(?:^|[\s"'])(?:machine|login|user|username|account|default)\s{1,8}(?:\S{1,120}\s{1,8})?$/i.test(said))
    return true
  if (/^[A-Z][A-Z0-9_]+$/.test(name.text) || /_/.test(name.text))
    if (
      /(?:^|[\s"';])(?:setenv|setx|set|ENV|-x|-gx|-Ux|-xg|config set|configure set|SetEnv|put|add|create)\s{1,8}(?:\S{1,40}\s{1,4})?$/.test(
        said,
      )
    )
      return true
  return name.text === 'PASSWORD' && /^\s+'/.test(text.slice(name.end, name.end + 16))
}

function isQuoted(text: string, name: Named): boolean {
  return /["']/.test(text[name.start - 1] ?? '')
}

/** Behind a verb any word is the value; otherwise it must stand in quotes, or the name behind `with` or the like. */
function isTold(text: string, name: Named): boolean {
  const behind = text.slice(name.end, name.end + 24)
  if (/^[ \t]{1,4}(?:is|was|are|to|as|set to|has been|changed to|reset to)\b/.test(behind)) return true
  if (/^[ \t]{1,4}["'`“]/.test(behind)) return true
  return /(?:with|basic|using|use|try|tried|trying|default|initial|new|temporary|the)[ \t](?:the |a |an )?$/i.test(
    before(text, name, 32),
  )
}
