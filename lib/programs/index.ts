// Every program; one line per file of this folder. Where a stage stands in the pipe is in its own declaration.

export { alert } from './alert.ts'
export { classify } from './classify.ts'
export { collect } from './collect.ts'
export { follow } from './follow.ts'
export { hang } from './hang.ts'
export { parse } from './parse.ts'
export { redact } from './redact.ts'
export { rules } from './rules.ts'
export { ship } from './ship.ts'
export { tee } from './tee.ts'
