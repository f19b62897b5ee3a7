// The service over HTTP: limits, headers, who may ask, and what becomes of errors. Fastify and its plugins are loaded
// here, and so only where the service runs.
import type { Server } from 'node:http'
import type { FastifyError, FastifyHttpOptions, FastifyInstance, FastifyRequest } from 'fastify'
import { isDeeper } from '../../record/depth.ts'
import { printable } from '../../record/printable.ts'
import { isRefusal, refusal } from '../../serve/refusal.ts'
import { callerIn, hostCheck, refuseOtherSites, type Users } from './access.ts'
import { apiRoutes } from './api-routes.ts'
import { attributionRoutes } from './attribution-routes.ts'
import type { Caller } from './context.ts'
import { docsRoutes } from './docs-page.ts'
import { jobRoutes } from './job-routes.ts'
import { metricsRoute } from './metrics.ts'
import { nvrxRoutes } from './nvrx-routes.ts'
import { PAGE_ROUTES, pageRoutes } from './page-routes.ts'
import { refusalOf } from './read-failure.ts'
import { type InvalidPart, sendInvalid, sendRefusal } from './reply.ts'
import type { Service } from './service.ts'
import type { ServeSettings } from './settings.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
    /** Whether its token still counts, for what lasts longer than a question. */
    isStillKnown(): boolean
  }
}

/** Largest body of a request that brings no lines. */
const MOST_BYTES = 64 * 1024
/** Objects and lists in each other that a body may hold. */
const MOST_DEPTH = 32
/** Asked without a token: probes, and what is the same for everybody. */
const OPEN: ReadonlySet<string> = new Set(['/healthz', '/docs', '/openapi.json', ...PAGE_ROUTES])

interface ServerSetting {
  readonly settings: ServeSettings
  readonly service: Service
  readonly users: Users | undefined
  readonly tell: (message: string) => void
}

/** Builds the server; it does not listen yet. */
export async function buildServer(setting: ServerSetting): Promise<FastifyInstance> {
  const { settings, service, tell } = setting
  const [{ default: fastify }, { default: helmet }, { default: rateLimit }, { default: swagger }] = await Promise.all([
    import('fastify'),
    import('@fastify/helmet'),
    import('@fastify/rate-limit'),
    import('@fastify/swagger'),
  ])
  const base = settings.basePath
  const app = fastify(optionsOf(settings))
  app.server.headersTimeout = Math.min(settings.requestMs, app.server.headersTimeout)
  app.server.maxHeadersCount = 100
  await checkForms(app)
  takeBodies(app)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        // The page makes nodes, never markup: a browser that knows this lets no script do otherwise.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // Whoever puts TLS before us says so.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  // Behind the headers, so that refusals have them, too.
  guard(app, setting)
  await app.register(rateLimit, {
    global: false,
    keyGenerator: request => `${request.caller.name}@${request.caller.name === '' ? (request.ip ?? 'socket') : ''}`,
    errorResponseBuilder: (_request, { after }) => ({
      statusCode: 429,
      error_code: 'RATE_LIMITED',
      message: `too many requests: try again in ${after}`,
    }),
  })
  await app.register(swagger, {
    openapi: {
      info: { title: 'logmon serve', version: '1' },
      ...(base === '' ? {} : { servers: [{ url: base }] }),
    },
  })
  answerErrors(app, settings, tell)
  app.after(() => {
    nvrxRoutes(app, service, settings)
    attributionRoutes(app, service, settings)
    apiRoutes(app, service, settings)
    jobRoutes(app, service, settings)
    docsRoutes(app)
    pageRoutes(app, settings)
  })
  await metricsRoute(app, service)
  await app.ready()
  return app
}

function optionsOf({ basePath, requestMs }: ServeSettings): FastifyHttpOptions<Server> {
  return {
    bodyLimit: MOST_BYTES,
    requestTimeout: requestMs,
    // How soon a request that takes too long is noticed: half a minute unless told otherwise.
    http: { connectionsCheckingInterval: Math.min(1000, requestMs) },
    // Idle connections end at once when the service stops.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 64, ignoreTrailingSlash: true },
    // A proxy may leave its own part of the path on it.
    rewriteUrl({ url = '/' }) {
      if (basePath === '' || (url !== basePath && !url.startsWith(`${basePath}/`))) return url
      return url.slice(basePath.length) || '/'
    },
  }
}

/** What stands in a URL is text, and may mean a number or a truth; what stands in JSON is what it is. */
async function checkForms(app: FastifyInstance): Promise<void> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const options = { useDefaults: true, strict: false } as const
  const ofJson = new Ajv2020(options)
  const ofText = new Ajv2020({ ...options, coerceTypes: true })
  app.setValidatorCompiler<object>(({ schema, httpPart }) => (httpPart === 'body' ? ofJson : ofText).compile(schema))
}

/** JSON of bounded depth, which names no prototype, and NDJSON as text; nothing else, so that no form of a page is. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isDeeper(body as string, MOST_DEPTH)) done(badBody(`the body is deeper than ${MOST_DEPTH} objects and lists`))
    else parse(request, body as string, done)
  })
  app.addContentTypeParser('application/x-ndjson', { parseAs: 'string' }, (_request, body, done) => done(null, body))
}

const badBody = (message: string): Error => Object.assign(new Error(message), { statusCode: 400 })

/** Refuses who may not ask, before anything of the request is read. */
function guard(app: FastifyInstance, { settings, users }: ServerSetting): void {
  app.decorateRequest('caller')
  app.decorateRequest('isStillKnown', () => true)
  const refuseHost = hostCheck(settings)
  app.addHook('onRequest', async (request, reply) => {
    request.caller = { name: '', isAdmin: false, root: settings.root }
    void reply.header('cache-control', 'no-store')
    writeTruths(request.query as Record<string, unknown>)
    const refused = refuseHost(request) ?? refuseOtherSites(request)
    if (refused !== undefined) return sendRefusal(reply, refused)
    const caller = callerIn(request, users, settings.root)
    request.isStillKnown = () => !isRefusal(callerIn(request, users, settings.root))
    if (!isRefusal(caller)) request.caller = caller
    else if (!OPEN.has(request.routeOptions.url ?? '')) return sendRefusal(reply, caller)
    return undefined
  })
}

/** Parameters that are true or false. */
const TRUTHS = ['wait', 'pretty', 'keep', 'escape', 'newest'] as const

/** Writes true and false as JSON does: clients in Python send `False`, and FastAPI takes `0`, `off` and `no`, too. */
function writeTruths(query: Record<string, unknown>): void {
  for (const name of TRUTHS) {
    const given = query[name]
    if (typeof given !== 'string') continue
    if (/^(?:0|false|f|no|n|off)$/i.test(given)) query[name] = 'false'
    else if (/^(?:1|true|t|yes|y|on)$/i.test(given)) query[name] = 'true'
  }
}

/** All errors have one form; what is nobody's business but ours is told on standard error. */
function answerErrors(app: FastifyInstance, { isDebugging }: ServeSettings, tell: (message: string) => void): void {
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(reply, refusal('NOT_FOUND', `there is no ${request.method} of that path: see /docs`)),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.validation !== undefined) return sendInvalid(reply, partsOf(error))
    const readRefusal = refusalOf(error)
    if (readRefusal !== undefined) return sendRefusal(reply, readRefusal)
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EROFS') {
      tell(`nothing can be written: ${error.message}`)
      return sendRefusal(reply, refusal('STORAGE_UNAVAILABLE', 'nothing can be written at the moment'))
    }
    const status = error.statusCode ?? 500
    if (status === 429) return reply.code(429).send(error)
    if (status < 500) return reply.code(status).send({ error_code: codeOf(status), message: printable(error.message) })
    tell(`${lineOf(request)}: ${error.message}`)
    return reply
      .code(status)
      .send({ error_code: 'INTERNAL_ERROR', message: isDebugging ? printable(error.message) : 'internal server error' })
  })
  if (isDebugging)
    app.addHook('onResponse', async (request, reply) => {
      tell(`${lineOf(request)}: ${reply.statusCode}, ${Math.round(reply.elapsedTime)} ms`)
    })
}

/** A request for the log: what it asks for is a stranger's text. */
const lineOf = ({ method, url }: FastifyRequest): string => printable(`${method} ${url}`).slice(0, 500)

const CODES: Readonly<Record<number, string>> = { 413: 'BODY_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' }
const codeOf = (status: number): string => CODES[status] ?? 'INVALID_PARAMETER'

function partsOf({ validation = [], validationContext = 'body' }: FastifyError): readonly InvalidPart[] {
  const place = validationContext === 'querystring' ? 'query' : validationContext
  return validation.map(({ instancePath, keyword, message = 'is wrong', params }) => {
    const missing = keyword === 'required' ? [`${params['missingProperty']}`] : []
    return {
      loc: [place, ...instancePath.split('/').filter(part => part !== ''), ...missing],
      msg: keyword === 'required' ? 'Field required' : message,
      type: keyword === 'required' ? 'missing' : keyword,
    }
  })
}
