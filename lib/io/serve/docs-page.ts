// `/docs`: the calls of the service as a page without a script, and `/openapi.json`.
import type { FastifyInstance } from 'fastify'
import { escapeHtml } from '../../record/escape-html.ts'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: unknown }>> }
}

/** Adds both; the calls are those that the service has when they are asked for. */
export function docsRoutes(app: FastifyInstance): void {
  app.get('/openapi.json', { schema: { summary: 'This description, as OpenAPI 3' } }, async () => app.swagger())
  app.get('/docs', { schema: { summary: 'This description, as a page' } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger() as { paths?: Record<string, object> })),
  )
}

function docsPage({ paths = {} }: { readonly paths?: Readonly<Record<string, object>> }): string {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, Operation>>).map(
      ([method, operation]) =>
        `<h2><code>${escapeHtml(method.toUpperCase())} ${escapeHtml(path)}</code></h2>` +
        `<p>${escapeHtml(operation.summary ?? '')}</p>${parametersOf(operation)}`,
    ),
  )
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>logmon serve: API</title>' +
    '<meta name="viewport" content="width=device-width"><body><main><h1>logmon serve</h1>' +
    `<p>As OpenAPI 3: <a href="openapi.json">openapi.json</a></p>${rows.join('')}</main></body></html>`
  )
}

function parametersOf({ parameters = [], requestBody }: Operation): string {
  const items = parameters.map(
    each =>
      `<li><code>${escapeHtml(each.name)}</code> (${escapeHtml(each.in)}${each.required ? ', required' : ''})</li>`,
  )
  const body = Object.values(requestBody?.content ?? {})[0]?.schema
  return (
    (items.length === 0 ? '' : `<ul>${items.join('')}</ul>`) +
    (body === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(body, undefined, 2))}</pre>`)
  )
}
