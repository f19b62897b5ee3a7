// What an alert becomes, and where that goes, by the way in which it is sent.

import type { StepCurve } from './step-curve.ts'

/** A curve that stands in the HTML of a mail as a picture, and what it is called there. */
export interface MailPicture {
  readonly id: string
  readonly name: string
  readonly curve: StepCurve
}

export interface MailRequest {
  readonly via: 'mail'
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly pictures: readonly MailPicture[]
  readonly messageId: string
  /** The first mail of the episode, so that mails of one episode stand together. */
  readonly inReplyTo?: string
  readonly headers: Readonly<Record<string, string>>
}

export interface HttpRequest {
  readonly via: 'http'
  /** Absent: POST. */
  readonly method?: 'GET'
  /** Parameters that are set in the target's address. */
  readonly query?: Readonly<Record<string, string>>
  /** Follows the path of the target's address. */
  readonly path?: string
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
  /** The name that it is greeted with. */
  readonly hello?: string
  readonly user?: string
  readonly password?: string
}

/** An address to post to. */
export interface HttpTarget {
  readonly url: string
  /** Value of the Authorization header, such as `Bearer TOKEN`. */
  readonly authorization?: string
  readonly signing?: Signing
}

/** A key that requests are signed with, and how: each receiver wants the signature of something else elsewhere. */
export interface Signing {
  readonly scheme: 'logmon' | 'feishu' | 'dingtalk'
  readonly key: string
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
