// Strict stand-ins of the services that alerts go to: each refuses what the real one refuses, as far as its pages say.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

export interface Received {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any service
  readonly json: any
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Receiver {
  /** Section of the job file for a server at that address, without its type's name; `{…}` in YAML's flow form. */
  readonly section: (url: string) => string
  /** Variables that hold its secrets. */
  readonly secrets: (url: string) => Readonly<Record<string, string>>
  /** Returns what the service would find wrong; undefined for nothing. */
  readonly check: (request: Received) => string | undefined
  readonly accepted: (count: number) => Reply
  readonly rejected: (why: string) => Reply
  /** True where the alert's record itself is sent, from which secrets were taken when it was made. */
  readonly takesRecord?: true
  /** HTTP 200 that says: no; absent where the service never does. */
  readonly no?: { readonly reply: Reply; readonly error: RegExp }
  /** HTTP 200 that says: not now. */
  readonly later?: { readonly reply: Reply; readonly error: RegExp }
}

const json = (status: number, body: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const bytes = (text: string): number => Buffer.byteLength(text)
const first = (...rows: readonly (readonly [wrong: boolean, why: string])[]): string | undefined =>
  rows.find(([wrong]) => wrong)?.[1]
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64')
/** Every text in a value of JSON. */
export const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : []
/** Every value under a name, at any depth. */
const under = (value: unknown, name: string): readonly unknown[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...under(inner, name)])

const SLACK_ELEMENTS = new Set(['rich_text_section', 'rich_text_preformatted'])
const SLACK_PARTS = new Set(['text', 'link', 'emoji'])

function checkSlack({ json: body }: Received): string | undefined {
  const elements = (body?.blocks ?? []).flatMap((block: { elements: object[] }) => block.elements)
  const parts = elements.flatMap((element: { elements: object[] }) => element.elements)
  return first(
    [typeof body?.text !== 'string' || /[<>]/.test(body.text), 'invalid_payload'],
    [
      body.blocks.length > 50 || body.blocks.some(({ type }: { type: string }) => type !== 'rich_text'),
      'invalid_blocks',
    ],
    [elements.some(({ type }: { type: string }) => !SLACK_ELEMENTS.has(type)), 'invalid_blocks'],
    [parts.some(({ type }: { type: string }) => !SLACK_PARTS.has(type)), 'invalid_blocks'],
    [parts.some((part: { type: string; text?: string }) => part.type === 'text' && part.text === ''), 'invalid_blocks'],
    [textsOf(body.blocks).join('').length > 13_000, 'msg_blocks_too_long'],
  )
}

function checkDiscord({ json: body }: Received): string | undefined {
  const embeds: readonly { description: string; fields: { name: string; value: string }[] }[] = body?.embeds ?? []
  const sizes = embeds.map(({ description, fields }) => description.length + textsOf(fields).join('').length)
  return first(
    [body?.content?.length === 0 || body?.content?.length > 2000, 'content'],
    [embeds.length > 10 || embeds.some(({ description }) => description.length > 4096), 'description'],
    [embeds.some(({ fields }) => fields.length > 25), 'fields'],
    [embeds.some(({ fields }) => fields.some(({ name, value }) => name.length > 256 || value.length > 1024)), 'field'],
    [embeds.some(({ fields }) => fields.some(({ name, value }) => name === '' || value === '')), 'empty field'],
    [sizes.reduce((sum, size) => sum + size, 0) > 6000, 'too much in embeds'],
    [JSON.stringify(body.allowed_mentions) !== '{"parse":[]}', 'somebody would be pinged'],
    [/(?<!\\)[@`<]|(?<!\\)\*(?!\*?$|\*?\\?\[)/.test(body.content.slice(2, -2)), 'markup of a log'],
    [embeds.some(({ description }) => (description.match(/```/g)?.length ?? 0) % 2 === 1), 'an open block'],
  )
}

function checkTeams({ json: body, text }: Received): string | undefined {
  const [attachment] = body?.attachments ?? []
  const types = under(attachment?.content?.body, 'type')
  return first(
    [bytes(text) > 28_672, 'RequestEntityTooLarge'],
    [body?.type !== 'message' || attachment?.contentType !== 'application/vnd.microsoft.card.adaptive', 'no card'],
    [attachment.content.type !== 'AdaptiveCard' || attachment.content.version !== '1.4', 'no card'],
    // A TextBlock reads Markdown; a run of text does not.
    [types.some(type => type !== 'RichTextBlock' && type !== 'TextRun'), 'an element that reads markup'],
    [under(attachment.content.body, 'text').includes(''), 'an empty run'],
  )
}

function checkFeishu({ json: body, text }: Received): string | undefined {
  const age = Math.abs(Date.now() / 1000 - Number(body?.timestamp))
  return first(
    [bytes(text) > 20_480, 'too large'],
    [!(age < 3600) || body.sign !== hmac(`${body.timestamp}\nsign-key`, ''), 'sign match fail'],
    [body.msg_type !== 'interactive', 'msg_type'],
    [under(body.card, 'tag').some(tag => tag === 'lark_md' || tag === 'at' || tag === 'markdown'), 'markup'],
    [under(body.card, 'content').includes(''), 'empty content'],
  )
}

/** The post of FlagScale's monitor: a title, and one paragraph of texts. */
function checkFlagScalePost({ json: body, text }: Received): string | undefined {
  const age = Math.abs(Date.now() / 1000 - Number(body?.timestamp))
  const { title, content } = body?.content?.post?.zh_cn ?? {}
  return first(
    [bytes(text) > 20_480, 'too large'],
    [!(age < 3600) || body.sign !== hmac(`${body.timestamp}\nsign-key`, ''), 'sign match fail'],
    [body.msg_type !== 'post' || typeof title !== 'string' || !title.startsWith('monitor: '), 'msg_type'],
    [/[\n\r]/.test(title), 'title'],
    [under(content, 'tag').some(tag => tag !== 'text') || under(content, 'text').includes(''), 'content'],
  )
}

function checkDingtalk({ json: body, text, query }: Received): string | undefined {
  const timestamp = query.get('timestamp') ?? ''
  return first(
    [query.get('access_token') !== 'secret-token', 'token is not exist'],
    [!(Math.abs(Date.now() - Number(timestamp)) < 3_600_000), 'timestamp'],
    [query.get('sign') !== hmac('sign-key', `${timestamp}\nsign-key`), 'sign not match'],
    [bytes(text) > 20_000, 'too large'],
    [body?.msgtype !== 'text' || typeof body.text?.content !== 'string' || body.text.content === '', 'content'],
    [body.at.isAtAll !== false || body.at.atMobiles.length > 0, 'somebody would be called'],
  )
}

const checkWecom = ({ json: body, query }: Received): string | undefined =>
  first(
    [query.get('key') !== 'secret-token', 'invalid webhook url'],
    [body?.msgtype !== 'text' || !body.text.content || bytes(body.text.content) > 2048, 'content exceeds 2048 bytes'],
    [body.text.mentioned_list !== undefined, 'somebody would be called'],
  )

function checkTelegram({ json: body, path }: Received): string | undefined {
  const entities: readonly { offset: number; length: number; type: string }[] = body?.entities ?? []
  return first(
    [path !== '/bot1:secret-token/sendMessage', 'Not Found'],
    [!body?.text || body.text.length > 4096, 'message is too long'],
    [body.parse_mode !== undefined, 'markup is read'],
    [entities.some(({ offset, length }) => length < 1 || offset + length > body.text.length), 'entities'],
    [entities.some(({ offset }, index) => offset < (entities[index - 1]?.offset ?? 0)), 'entities'],
    [
      [...body.text.matchAll(/@\w/g)].some(
        ({ index }) =>
          !entities.some(({ type, offset, length }) => type === 'pre' && index >= offset && index < offset + length),
      ),
      'a mention',
    ],
  )
}

const checkNtfy = ({ json: body, headers }: Received): string | undefined =>
  first(
    [headers.authorization !== 'Bearer secret-token', 'unauthorized'],
    [body?.topic !== 'secret-topic', 'topic invalid'],
    [!body.message || bytes(body.message) > 4096, 'message too large'],
    [!body.title || bytes(body.title) > 1024, 'title too large'],
    [!(body.priority >= 1 && body.priority <= 5) || (body.actions ?? []).length > 3, 'priority or actions'],
    [Object.keys(headers).some(name => /^(?:x-)?(?:title|tags|priority|click)$/i.test(name)), 'text in a header'],
  )

const checkPagerduty = ({ json: body, path, text }: Received): string | undefined =>
  first(
    [path !== '/v2/enqueue' || body?.routing_key !== 'secret-token', 'invalid key'],
    [bytes(text) > 524_288, 'too large'],
    [!body.dedup_key || body.dedup_key.length > 255, 'dedup_key'],
    [!['trigger', 'resolve'].includes(body.event_action), 'event_action'],
    [
      body.event_action === 'trigger' &&
        (!body.payload?.summary ||
          body.payload.summary.length > 1024 ||
          !body.payload.source ||
          !body.payload.severity),
      'payload',
    ],
  )

const checkOpsgenie = ({ json: body, path, query, headers }: Received): string | undefined =>
  first(
    [headers.authorization !== 'GenieKey secret-token', 'Could not authenticate'],
    [path !== '/v2/alerts' && !/^\/v2\/alerts\/[\w-]+\/close$/.test(path), 'no such path'],
    [path !== '/v2/alerts' && query.get('identifierType') !== 'alias', 'no such alert'],
    [path === '/v2/alerts' && (!body?.message || body.message.length > 130), 'message'],
    [path === '/v2/alerts' && (body.alias.length > 512 || body.description.length > 15_000), 'alias or description'],
  )

function checkAlertmanager({ json: body, path, headers }: Received): string | undefined {
  const alerts: readonly { labels: Record<string, string>; startsAt: string; endsAt?: string }[] = body ?? []
  return first(
    [headers.authorization !== 'Bearer secret-token' || path !== '/api/v2/alerts', 'no such path'],
    [!Array.isArray(body) || alerts.length === 0, 'no alerts'],
    [alerts.some(({ labels }) => !labels['alertname']), 'no alertname'],
    [alerts.some(({ labels }) => Object.keys(labels).some(name => !/^[A-Za-z_]\w*$/.test(name))), 'a label'],
    [alerts.some(({ startsAt, endsAt }) => endsAt !== undefined && endsAt < startsAt), 'start must be before end'],
  )
}

function checkWebhook({ json: body, text, headers }: Received): string | undefined {
  const stamp = `${headers['x-logmon-timestamp']}`
  const sign = createHmac('sha256', 'sign-key').update(`${stamp}.${text}`).digest('hex')
  return first(
    [!(Math.abs(Date.now() / 1000 - Number(stamp)) < 3600), 'timestamp'],
    [headers['x-logmon-signature'] !== `v1=${sign}`, 'signature'],
    [headers['idempotency-key'] !== body?.id || typeof body.id !== 'string', 'id'],
    [body.kind !== 'alert' || typeof body.version !== 'number', 'no alert'],
    [bytes(text) > 1_048_576, 'too large'],
  )
}

const ofUrl =
  (type: string, more = '') =>
  () =>
    `{type: ${type}, url_env: URL_V${more}}`
const urlAt = (path: string) => (url: string) => ({ URL_V: `${url}${path}` })
const keyOnly = () => ({ KEY_V: 'secret-token' })
const signing = (path: string) => (url: string) => ({ URL_V: `${url}${path}`, KEY_V: 'sign-key' })

export const RECEIVERS: Readonly<Record<string, Receiver>> = {
  slack: {
    section: ofUrl('slack'),
    secrets: urlAt('/services/T0/B0/secret-token'),
    check: request => first([request.path !== '/services/T0/B0/secret-token', 'no_service']) ?? checkSlack(request),
    accepted: () => ({ status: 200, body: 'ok' }),
    rejected: body => ({ status: 400, body }),
  },
  'slack bot': {
    section: url => `{type: slack, token_env: KEY_V, channel: C1, api: "${url}/api"}`,
    secrets: keyOnly,
    check: request =>
      first(
        [request.headers.authorization !== 'Bearer secret-token', 'invalid_auth'],
        [request.path !== '/api/chat.postMessage' || request.json?.channel !== 'C1', 'channel_not_found'],
      ) ?? checkSlack(request),
    accepted: count => json(200, { ok: true, channel: 'C1', ts: `1503435956.${count}`, message: { text: 'x' } }),
    rejected: error => json(200, { ok: false, error }),
    no: { reply: json(200, { ok: false, error: 'channel_not_found' }), error: /^channel_not_found$/ },
    later: { reply: json(200, { ok: false, error: 'internal_error' }), error: /^internal_error$/ },
  },
  discord: {
    section: ofUrl('discord'),
    secrets: urlAt('/api/webhooks/1/secret-token'),
    check: checkDiscord,
    accepted: () => ({ status: 204 }),
    rejected: why => json(400, { code: 50_035, message: why }),
  },
  teams: {
    section: ofUrl('teams'),
    secrets: urlAt('/workflows/secret-token?sig=1'),
    check: checkTeams,
    accepted: () => ({ status: 202 }),
    rejected: why => json(400, { error: { code: why } }),
  },
  feishu: {
    section: ofUrl('feishu', ', secret_env: KEY_V'),
    secrets: signing('/open-apis/bot/v2/hook/secret-token'),
    check: checkFeishu,
    accepted: () => json(200, { code: 0, msg: 'success', data: {}, StatusCode: 0 }),
    rejected: msg => json(200, { code: 19_021, msg }),
    no: { reply: json(200, { code: 19_021, msg: 'sign match fail' }), error: /^code 19021: sign match fail$/ },
    later: { reply: json(200, { code: 11_232, msg: 'frequency limited' }), error: /^code 11232: frequency limited/ },
  },
  "feishu in FlagScale's format": {
    section: ofUrl('feishu', ', secret_env: KEY_V, format: flagscale'),
    secrets: signing('/open-apis/bot/v2/hook/secret-token'),
    check: checkFlagScalePost,
    accepted: () => json(200, { code: 0, msg: 'success', data: {} }),
    rejected: msg => json(200, { code: 19_021, msg }),
    no: { reply: json(200, { code: 19_021, msg: 'sign match fail' }), error: /^code 19021: sign match fail$/ },
    later: { reply: json(200, { code: 11_232, msg: 'frequency limited' }), error: /^code 11232: frequency limited/ },
  },
  dingtalk: {
    section: ofUrl('dingtalk', ', secret_env: KEY_V'),
    secrets: signing('/robot/send?access_token=secret-token'),
    check: checkDingtalk,
    accepted: () => json(200, { errcode: 0, errmsg: 'ok' }),
    rejected: errmsg => json(200, { errcode: 310_000, errmsg }),
    no: { reply: json(200, { errcode: 310_000, errmsg: 'sign not match' }), error: /^errcode 310000: sign not match$/ },
    later: { reply: json(200, { errcode: 130_101, errmsg: 'send too fast' }), error: /^errcode 130101: send too fast/ },
  },
  wecom: {
    section: ofUrl('wecom'),
    secrets: urlAt('/cgi-bin/webhook/send?key=secret-token'),
    check: checkWecom,
    accepted: () => json(200, { errcode: 0, errmsg: 'ok' }),
    rejected: errmsg => json(200, { errcode: 93_000, errmsg }),
    no: { reply: json(200, { errcode: 93_000, errmsg: 'invalid webhook url' }), error: /^errcode 93000: invalid/ },
    later: {
      reply: json(200, { errcode: 45_009, errmsg: 'api freq out of limit' }),
      error: /^errcode 45009: api freq/,
    },
  },
  telegram: {
    section: url => `{type: telegram, token_env: KEY_V, chat: "-100", api: "${url}"}`,
    secrets: () => ({ KEY_V: '1:secret-token' }),
    check: checkTelegram,
    accepted: count => json(200, { ok: true, result: { message_id: count } }),
    rejected: description => json(400, { ok: false, error_code: 400, description }),
  },
  ntfy: {
    section: url => `{type: ntfy, server: "${url}", topic_env: TOPIC_V, token_env: KEY_V}`,
    secrets: () => ({ ...keyOnly(), TOPIC_V: 'secret-topic' }),
    check: checkNtfy,
    accepted: () => json(200, { id: 'x', event: 'message' }),
    rejected: error => json(400, { code: 40_000, http: 400, error }),
  },
  pagerduty: {
    section: url => `{type: pagerduty, key_env: KEY_V, server: "${url}"}`,
    secrets: keyOnly,
    check: checkPagerduty,
    accepted: () => json(202, { status: 'success', message: 'Event processed' }),
    rejected: message => json(400, { status: 'invalid event', message }),
  },
  opsgenie: {
    section: url => `{type: opsgenie, key_env: KEY_V, server: "${url}"}`,
    secrets: keyOnly,
    check: checkOpsgenie,
    accepted: () => json(202, { result: 'Request will be processed', requestId: 'x' }),
    rejected: message => json(422, { message }),
  },
  alertmanager: {
    section: url => `{type: alertmanager, url: "${url}", bearer_env: KEY_V}`,
    secrets: keyOnly,
    check: checkAlertmanager,
    accepted: () => ({ status: 200 }),
    rejected: why => json(400, why),
  },
  webhook: {
    section: ofUrl('webhook', ', secret_env: KEY_V'),
    secrets: signing('/hook/secret-token'),
    check: checkWebhook,
    takesRecord: true,
    accepted: () => ({ status: 200 }),
    rejected: body => ({ status: 400, body }),
  },
  'webhook of prometheus': {
    section: ofUrl('webhook', ', format: prometheus'),
    secrets: urlAt('/hook/secret-token'),
    check: ({ json: body }) => first([body?.version !== '4' || body.alerts.length !== 1, 'no version 4']),
    accepted: () => ({ status: 200 }),
    rejected: body => ({ status: 400, body }),
  },
  'webhook with a body': {
    section: ofUrl('webhook', ', body: {text: "{title}", blocks: ["{text}"]}'),
    secrets: urlAt('/hook/secret-token'),
    check: ({ json: body }) =>
      first([Object.keys(body ?? {}).join() !== 'text,blocks' || body.text === '', 'invalid_payload']),
    accepted: () => ({ status: 200 }),
    rejected: body => ({ status: 400, body }),
  },
}

export interface StandIn {
  readonly url: string
  readonly received: Received[]
  /** What it found wrong. */
  readonly wrong: string[]
  /** Answers the next requests so, one after the other; later ones as the service does. */
  readonly next: (Reply | 'never')[]
  stop(): void
}

export const startStandIn = async ({ check, accepted, rejected }: Receiver): Promise<StandIn> => {
  const received: Received[] = []
  const wrong: string[] = []
  const next: StandIn['next'] = []
  const reply = (response: ServerResponse, { status, headers = {}, body = '' }: Reply): void =>
    void response.writeHead(status, headers).end(body)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
      const text = Buffer.concat(chunks).toString('utf8')
      const one = { path: pathname, query: searchParams, headers: request.headers, text, json: parsed(text) }
      received.push(one)
      const told = next.shift()
      if (told === 'never') return
      if (told !== undefined) return reply(response, told)
      const why = one.json === undefined ? 'no JSON' : check(one)
      if (why !== undefined) wrong.push(why)
      reply(response, why === undefined ? accepted(received.length) : rejected(why))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    received,
    wrong,
    next,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the stand-in refuses it
  }
}
