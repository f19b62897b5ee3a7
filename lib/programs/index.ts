// Every stage, in the order of the pipe. One line per file of this folder.

export { alert } from './alert.ts'
export { classify } from './classify.ts'
export { hang } from './hang.ts'
export { parse } from './parse.ts'
export { redact } from './redact.ts'
export { rules } from './rules.ts'
