// What a stream can show: how wide, in colour or not, beyond ASCII or not.

export interface Look {
  /** Columns of a line. */
  readonly width: number
  readonly hasColour: boolean
  /** True where characters beyond ASCII can be shown. */
  readonly hasUnicode: boolean
}

/** Where lines go: a terminal says how wide it is. */
interface Target {
  readonly isTTY?: boolean
  readonly columns?: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Lines in a file or a pipe, whose reader nobody knows. */
const WIDTH_ELSEWHERE = 120
const NARROWEST = 40
const WIDEST = 400

/**
 * Returns what can be shown. COLUMNS, FORCE_COLOR and NO_COLOR, where they are set, say it of whatever it is; without
 * them a file or a pipe gets no colour. `platform` as Node names it: where none of the locale's variables is set, macOS
 * and Windows show UTF-8 all the same.
 */
export function lookOf(target: Target, environment: Environment, platform: string): Look {
  return {
    width: widthOf(target, environment),
    hasColour: hasColour(target, environment),
    hasUnicode: hasUnicode(environment, platform),
  }
}

function widthOf({ isTTY, columns }: Target, environment: Environment): number {
  const asked = /^[1-9]\d{0,3}$/.test(environment['COLUMNS'] ?? '') ? Number(environment['COLUMNS']) : undefined
  const width = asked ?? (isTTY === true && columns !== undefined && columns > 0 ? columns : WIDTH_ELSEWHERE)
  return Math.min(WIDEST, Math.max(NARROWEST, width))
}

function hasColour({ isTTY }: Target, environment: Environment): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  return isTTY === true && environment['TERM'] !== 'dumb'
}

function hasUnicode(environment: Environment, platform: string): boolean {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG']
  return locale === undefined || locale === '' ? platform === 'darwin' || platform === 'win32' : /utf-?8/i.test(locale)
}
