// Values that say that there is no secret: nothing is set, it was taken out before, or a program speaks of it.

import { nameKind } from './name-words.ts'

const list = (text: string): string => text.trim().split(/\s+/).join('|')

/** Words that stand where a value would, in messages, forms and settings. */
const NO_VALUE = list(`
  none null nil nan true false undefined unset optional required missing empty invalid incorrect wrong expired unknown failed
  denied rejected accepted ok okay yes no on off enabled disabled default auto hidden masked redacted removed omitted filtered
  secret-redacted protected encrypted set notset not provided found changed revoked valid verified loaded present absent
  must should shall cannot could can may might will would was were is are be been being has have had does did do too both the a an
  this that these those it its for from to in of on at with without by as and or but if when while please use using your
  you we they any only contains authentication authorization error success succeeded updated created deleted rotated
  refreshed generated reading read writing loading available unavailable needed ignored skipped specified given
  str string int integer bool boolean float bytes any object dict list tuple text varchar char password-protected
  hashed`)
const NOTHING = new RegExp(
  `^(?:${NO_VALUE}|n/a|not[ _-](?:set|given|provided|found|configured|required|specified)|\\[(?:redacted|hidden|masked|filtered|removed|secret|protected)[^\\]]{0,40}\\]|\\((?:redacted|hidden|masked|none|null|not set|set|empty|unset)\\)|[*•.…_?#-]{1,64}|[xX]{3,64}|\\w{0,8}(?:\\*{3,}|\\.{3,}|…|•{3,}|x{6,}|X{6,})\\w{0,6}|[01])[.,:!]?$`,
  'i',
)
/** Places for a value: `<token>`, `${TOKEN}`, `$TOKEN`, `{{ token }}`, `%(token)s`, `%s`, `$(cat file)`. */
const PLACEHOLDER =
  /^(?:<[^<>]{0,80}>|\$\{[^}]{1,80}\}|\$\w{1,80}|\{{1,2}[^{}]{0,80}\}{1,2}|%\(\w{1,60}\)[a-z]|%[a-zA-Z]|\$\([^)]{0,200}\)?|`[^`]{0,80}`?|%\w{1,60}%|\[\w{0,20}\]?)$/
/** What programs write where they pass a value on. */
const CODE_OWNERS =
  /^(?:self|cls|args|config|cfg|conf|os|sys|kwargs|opts?|options|settings|params|this|env|environ|ctx|request|hparams|getpass|model_args|training_args|data_args|process\.env|secrets|st\.secrets|userdata|dbutils)(?:\??\.|\[)\w?/
const CALL = /^[A-Za-z_][\w.]{0,80}\($|^(?:lambda|await|new|f"|f')\b/
/** Longest value that can be harmless, in characters. */
const MAX_HARMLESS = 128

/**
 * True for a value that is no secret whatever its name says. `next` is what follows it in the text; `isQuoted`: no
 * program's name is meant.
 */
export function isHarmless(value: string, isQuoted: boolean, next: string): boolean {
  if (value.length > MAX_HARMLESS) return false
  const bare = value.trim().replace(/^\\*["']+|\\*["']+$/g, '')
  if (bare === '' || NOTHING.test(bare) || PLACEHOLDER.test(bare)) return true
  return !isQuoted && isCode(bare, next)
}

/** True for an expression of a program's source, as tracebacks show it. */
function isCode(value: string, next: string): boolean {
  if (CODE_OWNERS.test(value) || CALL.test(value)) return true
  const name = /^[A-Za-z_][\w.]{0,80}/.exec(value)?.[0]
  if (name === undefined) return false
  if (name.length < value.length) return /^(?:\(.*\)?|\[.*\]?)$/.test(value.slice(name.length)) && !/\d{2}/.test(value)
  if (next.startsWith('(') || next.startsWith('[')) return true
  // `password=password`, `token=hf_token`: the name again, and not what it stands for.
  return /^[a-z_]+(?:\.[a-z_]+)*$/i.test(name) && nameKind(name) !== 'none'
}
