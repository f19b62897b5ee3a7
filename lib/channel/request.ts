// What an alert becomes, and where that goes, by the way in which it is sent.

export interface MailRequest {
  readonly via: 'mail'
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  /** The first mail of the episode, so that mails of one episode stand together. */
  readonly inReplyTo?: string
  readonly headers: Readonly<Record<string, string>>
}

export interface HttpRequest {
  readonly via: 'http'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ExecRequest {
  readonly via: 'exec'
  /** Program and arguments, as they are: no shell sees them. */
  readonly command: readonly string[]
  readonly stdin: string
}

/** The alert record in the stream is the message. */
export interface StdoutRequest {
  readonly via: 'stdout'
}

/** A mail server. */
export interface MailTarget {
  readonly host: string
  readonly port: number
  readonly security: 'none' | 'starttls' | 'tls'
  readonly user?: string
  readonly password?: string
}

/** An address to post to. */
export interface HttpTarget {
  readonly url: string
  /** Token of the Authorization header. */
  readonly bearer?: string
  /** Key that requests are signed with. */
  readonly signingKey?: string
}

/** What an alert becomes, by the way in which it is sent. */
export interface Requests {
  readonly mail: MailRequest
  readonly http: HttpRequest
  readonly exec: ExecRequest
  readonly stdout: StdoutRequest
}

/** What the sender of a way needs to know besides the requests, the same for all of them. */
export interface Targets {
  readonly mail: MailTarget
  readonly http: HttpTarget
  readonly exec: undefined
  readonly stdout: undefined
}

export type Via = keyof Requests & keyof Targets
