// What must be taken out of a line before anybody looks at it.

/**
 * ANSI sequences: CSI (colours, cursor), OSC up to its end, two-character escapes. A CSI sequence holds at most 40
 * parameter characters here, so that a stray introducer cannot swallow a line.
 */
const ANSI =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  /(?:\u001b\[|\u009b)[0-?]{0,40}[ -/]{0,4}[@-~]|\u001b\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|\u001b[@-Z\\-_a-z0-9=>]|\^\[\[[\d;]{0,20}m/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u009b]/g

/**
 * Returns a line without colours, cursor movements, NUL and other control characters; tab and `\r` stay. Backspaces
 * take the character before them with them, as a terminal shows it (Keras redraws its bar so). Colours written out by a
 * copy as `^[[31m` go too.
 */
export function cleanLine(text: string): string {
  // Five searches for one character each are several times as fast as one pattern for a class. Other control characters
  // are as rare as they are harmless: JSON escapes them.
  if (
    !text.includes('\u001b') &&
    !text.includes('\u0000') &&
    !text.includes('\b') &&
    !text.includes('\u009b') &&
    !text.includes('^[[')
  )
    return text
  let clean = text.replace(ANSI, '')
  if (clean.includes('\b')) clean = applyBackspaces(clean)
  return clean.replace(CONTROLS, '')
}

function applyBackspaces(text: string): string {
  const kept: string[] = []
  for (const character of text) {
    if (character === '\b') kept.pop()
    else kept.push(character)
  }
  return kept.join('')
}
