import { createRequire } from 'node:module'

/** The package's version. A bundle lies as deep below package.json as this file. */
export const version: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version
