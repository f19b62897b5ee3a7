// Every alert channel. One line per file of this folder.
export { email } from './email.ts'
export { exec } from './exec.ts'
export { stdout } from './stdout.ts'
export { webhook } from './webhook.ts'
