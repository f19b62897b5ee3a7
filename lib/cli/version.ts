import { createRequire } from 'node:module'

/** Bundled into a program itself this file is one folder below package.json; as source, or in a chunk that programs share, two. */
const ONE_BELOW = /\/dist\/[^/]+$/

/** The package's version. */
export const version: string = (createRequire(import.meta.url)(ONE_BELOW.test(import.meta.url) ? '../package.json' : '../../package.json') as { version: string }).version
