import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { momentSchema } from '#contract/words.ts'

/** A path of the console itself, with its query; anything else leads to the first page. */
const returnTo = z.optional(z.string().check(z.maxLength(4_000)))

export const signInWays = defineCall({
  name: 'sign-in-ways',
  method: 'GET',
  path: '/api/v1/sign-in',
  summary: 'How people sign in to this console; answered without a session',
  input: z.strictObject({}),
  output: z.object({
    way: z.enum(['anonymous', 'token', 'openid', 'header']),
    cluster: z.string(),
    /** The host name of the provider that people sign in at; '' where there is none. */
    provider: z.string(),
    /** The address that the provider leads back to, which must be registered there; '' where there is none. */
    redirect: z.string(),
  }),
  effect: 'read',
})

/** The answer sets the session's cookie. Refused tokens are 401; too many attempts are 429 with Retry-After. */
export const signInByToken = defineCall({
  name: 'sign-in-by-token',
  method: 'POST',
  path: '/api/v1/sign-in/token',
  summary: 'Sign in with a bearer token of Kubernetes',
  input: z.strictObject({ token: z.string().check(z.minLength(1), z.maxLength(12_000)), returnTo }),
  output: z.object({
    /** Where to go on: a path of this console. */
    returnTo: z.string(),
  }),
  effect: 'read',
})

export const signInByOpenid = defineCall({
  name: 'sign-in-by-openid',
  method: 'POST',
  path: '/api/v1/sign-in/openid',
  summary: 'Begin to sign in at the OpenID provider',
  input: z.strictObject({ returnTo }),
  output: z.object({
    /** The provider's page to open. */
    location: z.string(),
  }),
  effect: 'read',
})

const endsSchema = z.object({
  /** When the session ends in any case. */
  endsAt: momentSchema,
  /** When it ends unless the person gives a sign. */
  idleEndsAt: momentSchema,
})

export const staySignedIn = defineCall({
  name: 'stay-signed-in',
  method: 'POST',
  path: '/api/v1/session/stay',
  summary: 'Tell that the person is still there',
  input: z.strictObject({}),
  output: endsSchema,
  effect: 'read',
})

export const signOut = defineCall({
  name: 'sign-out',
  method: 'POST',
  path: '/api/v1/session/sign-out',
  summary: 'End this session, on every replica',
  input: z.strictObject({}),
  output: z.object({
    ended: z.boolean(),
    /** Whether the browser shall open `/sign-in/leave` now, which leads on to the provider to sign out there too. */
    atProvider: z.boolean(),
  }),
  effect: 'read',
})

/** A session that holds. */
export const keptSessionSchema = z.object({
  id: z.string(),
  /** True of the one that asks. */
  current: z.boolean(),
  method: z.enum(['token', 'openid']),
  /** The browser, as it named itself. */
  agent: z.string(),
  address: z.string(),
  createdAt: momentSchema,
  seenAt: momentSchema,
  /** When it ends without a sign of its person, and in any case. */
  idleEndsAt: momentSchema,
  endsAt: momentSchema,
})

export const ownSessions = defineCall({
  name: 'own-sessions',
  method: 'GET',
  path: '/api/v1/sessions',
  summary: "The person's own sessions that hold",
  input: z.strictObject({}),
  output: z.object({
    sessions: z.array(keptSessionSchema),
  }),
  effect: 'read',
})
export type OwnSession = (typeof ownSessions)['output']['_zod']['output']['sessions'][number]

export const endSession = defineCall({
  name: 'end-session',
  method: 'POST',
  path: '/api/v1/sessions/end',
  summary: 'End one of the own sessions',
  input: z.strictObject({ id: z.string().check(z.minLength(1), z.maxLength(100)) }),
  output: z.object({ ended: z.boolean() }),
  effect: 'read',
  makesStale: ['own-sessions'],
})
