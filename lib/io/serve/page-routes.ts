// The page: a document, a script and a style sheet, as the build left them; the same for everybody, without data.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refusal } from '../../serve/refusal.ts'
import { sendRefusal } from './reply.ts'

/** Asked without a token: it asks for one itself. */
export const PAGE_ROUTES = ['/', '/assets/:name'] as const

interface Asset {
  readonly type: string
  readonly plain: Buffer
  readonly packed: Readonly<Record<'br' | 'gzip', Buffer>>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const DOCUMENT = 'index.html'
const NAMED_BY_CONTENT = /-[A-Z0-9]{8}\.\w+$/
const NO_PAGE = refusal('NOT_FOUND', 'the page was not built: npm run build')

/** From a bundle, and from the sources. */
const FOLDERS = ['../page', '../../../dist/page'].map(path => join(dirname(fileURLToPath(import.meta.url)), path))

/** Adds the page; `basePath` is what a proxy in front puts before its paths. */
export function pageRoutes(app: FastifyInstance, { basePath }: { readonly basePath: string }): void {
  let assets: ReadonlyMap<string, Asset> | undefined
  // Read when it is asked for: a service that nobody looks at needs none of it.
  const asset = (name: string): Asset | undefined => {
    assets ??= readAssets()
    return assets.get(name)
  }
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    // Its addresses are relative: they need the slash.
    if (basePath !== '' && request.originalUrl.split('?')[0] === basePath) return reply.redirect(`${basePath}/`, 302)
    const document = asset(DOCUMENT)
    return document === undefined ? sendRefusal(reply, NO_PAGE) : send(request, reply, document)
  })
  app.get<{ Params: { name: string } }>('/assets/:name', { schema: { hide: true } }, async (request, reply) => {
    const { name } = request.params
    const found = name === DOCUMENT ? undefined : asset(name)
    if (found === undefined) return sendRefusal(reply, refusal('NOT_FOUND', 'there is no such part of the page'))
    // A name that says what it holds may be kept.
    if (NAMED_BY_CONTENT.test(name)) void reply.header('cache-control', 'public, max-age=31536000, immutable')
    return send(request, reply, found)
  })
}

function send(request: FastifyRequest, reply: FastifyReply, { type, plain, packed }: Asset): FastifyReply {
  const accepted = `${request.headers['accept-encoding'] ?? ''}`
  const coding = (['br', 'gzip'] as const).find(each => new RegExp(`\\b${each}\\b(?!;q=0(?:[,;]|$))`).test(accepted))
  void reply.type(type).header('vary', 'accept-encoding')
  return coding === undefined ? reply.send(plain) : reply.header('content-encoding', coding).send(packed[coding])
}

function readAssets(): ReadonlyMap<string, Asset> {
  for (const folder of FOLDERS) {
    const names = namesIn(folder)
    if (names.includes(DOCUMENT)) return new Map(names.map(name => [name, readAsset(join(folder, name))]))
  }
  return new Map()
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => TYPES[extname(name)] !== undefined)
  } catch {
    return [] // it lies in the other one
  }
}

function readAsset(path: string): Asset {
  const plain = readFileSync(path)
  return {
    type: TYPES[extname(path)] as string,
    plain,
    packed: {
      br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      gzip: gzipSync(plain, { level: 9 }),
    },
  }
}
