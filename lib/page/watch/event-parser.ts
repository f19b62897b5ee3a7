// The text of server-sent events -> events. The browser's own EventSource sends no token.

export interface ServerEvent {
  readonly name: string
  /** Id of the newest event so far; '' before any. */
  readonly id: string
  readonly data: string
}

/** Returns what takes pieces of the text, however it is cut, and gives the events that are whole. */
export function eventParser(): (piece: string) => readonly ServerEvent[] {
  let held = ''
  let id = ''
  return piece => {
    const messages = (held + piece).split('\n\n')
    held = messages.pop() as string
    return messages.flatMap(message => {
      let name = ''
      const data: string[] = []
      for (const line of message.split('\n')) {
        const [, field, value = ''] = /^(\w+): ?(.*)$/s.exec(line) ?? []
        if (field === 'event') name = value
        else if (field === 'id') id = value
        else if (field === 'data') data.push(value)
      }
      return name === '' ? [] : [{ name, id, data: data.join('\n') }]
    })
  }
}
