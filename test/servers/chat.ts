// A peer that speaks the OpenAI wire format on loopback, and answers as a test tells it to.
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Test } from 'tap'

export interface ChatCall {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly model: string
  /** The whole request. */
  readonly body: {
    readonly [key: string]: unknown
    readonly messages: readonly { readonly role: string; readonly content: string }[]
  }
  /** The questions in it: their names, and their lines by id. */
  readonly questions: readonly { readonly id: string; readonly lines: ReadonlyMap<string, string> }[]
}

export interface ChatServer {
  readonly url: string
  readonly calls: ChatCall[]
}

/** Answers one request; `count` is its number, from 1. */
export type Answering = (response: ServerResponse, call: ChatCall, count: number) => void

/** Starts a server; the test ends it. `serve` makes it, so that it may speak TLS. */
export async function startChat(
  t: Test,
  answer: Answering,
  serve: (listener: RequestListener) => Server = listener => createServer(listener),
  host = '127.0.0.1',
): Promise<ChatServer> {
  const calls: ChatCall[] = []
  const server = serve((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      const body = JSON.parse(text) as ChatCall['body']
      const call = {
        path: request.url as string,
        headers: request.headers,
        model: String(body['model']),
        body,
        questions: questionsOf(body.messages[1]?.content ?? ''),
      }
      calls.push(call)
      answer(response, call, calls.length)
    })
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`, calls }
}

function questionsOf(prompt: string): ChatCall['questions'] {
  return [...prompt.matchAll(/^Question (Q\d+):\n<(log-[0-9a-f]{32})>\n([\s\S]*?)\n<\/\2>$/gm)].map(
    ([, id, , block]) => ({
      id: id as string,
      lines: new Map((block as string).split('\n').map(line => line.split(/\| ([\s\S]*)/) as [string, string])),
    }),
  )
}

/** Sends a text as a model's. */
export const say = (response: ServerResponse, content: string | null, more: object = {}): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
      ...more,
    }),
  )

/** Answers every question with a category and its last line that holds a word. */
export const blame =
  (category: string, word: string, cause = 'it says so') =>
  (response: ServerResponse, { questions }: ChatCall): void => {
    const answers = questions.map(({ id, lines }) => {
      const [line, text] = [...lines].filter(([, text]) => text.includes(word)).at(-1) as [string, string]
      return { question: id, category, cause, lines: [{ id: line, text }] }
    })
    say(response, JSON.stringify({ answers }), {
      usage: { prompt_tokens: 700, completion_tokens: 50, total_tokens: 750 },
    })
  }

/** Answers with a status alone. */
export const refuse = (
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  text = 'says the server',
): void => void response.writeHead(status, headers).end(text)
