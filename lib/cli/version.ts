import { createRequire } from 'node:module'

/** The package's version. */
export const version: string = (createRequire(import.meta.url)(import.meta.url.endsWith('.ts') ? '../../package.json' : '../package.json') as { version: string }).version
