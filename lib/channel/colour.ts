import type { Message } from './message.ts'

/** How bad a message is, in colours that white text can be read on. */
export const COLOUR_OF = { critical: '#b3261e', warning: '#b26a00', info: '#0b57d0', resolved: '#1e6e3a' } as const

export const colourName = ({ isOver, severity }: Message): keyof typeof COLOUR_OF => (isOver ? 'resolved' : severity)

/** The colour as a number, as some receivers want it. */
export const colourNumber = (message: Message): number => Number.parseInt(COLOUR_OF[colourName(message)].slice(1), 16)
