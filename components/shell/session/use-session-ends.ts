'use client'
import { useEffect, useState } from 'react'
import { sendCall } from '#components/query/send-call.ts'
import { session } from '#contract/session.ts'
import { staySignedIn } from '#contract/sign-in.ts'

export interface Ends {
  readonly endsAt: string
  readonly idleEndsAt: string
}

/** So long before the end it is told, of short sessions a quarter of their time before. */
const mostWarnMs = 120_000
/** So often, at most, a sign of the person is passed on. */
const signMs = 60_000
const lookMs = 5_000
/** Near the end the server is asked anew: another tab may have kept the session, another machine ended it. */
const askMs = 15_000

interface ComingEnd {
  /** Milliseconds since the epoch; undefined while it is not near. */
  readonly endMs: number | undefined
  /** Whether a sign of the person moves it on. */
  readonly mayStay: boolean
  /** Resolves with whether the server took it. */
  readonly stay: () => Promise<boolean>
}

/** Tells the server of the person's signs, and when the end is near, which is asked for before it is told. */
export function useSessionEnds(first: Ends, idleSeconds = Number.POSITIVE_INFINITY): ComingEnd {
  const [told, setTold] = useState(first)
  const ends = Date.parse(told.idleEndsAt) > Date.parse(first.idleEndsAt) ? told : first
  const idleMs = Date.parse(ends.idleEndsAt)
  const lastMs = Date.parse(ends.endsAt)
  const endMs = Math.min(idleMs, lastMs)
  const warnMs = Math.min(mostWarnMs, (idleSeconds * 1_000) / 4)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    let askedMs = 0
    const look = async () => {
      if (endMs - Date.now() > warnMs) return setNear(false)
      if (Date.now() - askedMs < askMs) return
      askedMs = Date.now()
      // Where it has ended this leads to the sign-in.
      const { signIn } = await sendCall(session, {}).catch(() => ({ signIn: undefined }))
      const { endsAt, idleEndsAt } = signIn ?? {}
      const isMoved = endsAt !== undefined && idleEndsAt !== undefined && Date.parse(idleEndsAt) > idleMs
      if (isMoved) setTold({ endsAt, idleEndsAt })
      else setNear(true)
    }
    void look()
    const looking = setInterval(() => void look(), lookMs)
    return () => clearInterval(looking)
  }, [endMs, idleMs, warnMs])
  useEffect(() => {
    let toldMs = Date.now()
    const sign = () => {
      if (Date.now() - toldMs < signMs) return
      toldMs = Date.now()
      sendCall(staySignedIn, {}).then(setTold, () => undefined)
    }
    const signs = ['pointerdown', 'keydown'] as const
    for (const kind of signs) window.addEventListener(kind, sign)
    return () => {
      for (const kind of signs) window.removeEventListener(kind, sign)
    }
  }, [])
  return {
    endMs: isNear ? endMs : undefined,
    mayStay: idleMs < lastMs,
    stay: () =>
      sendCall(staySignedIn, {}).then(
        (answer) => {
          setTold(answer)
          return true
        },
        () => false,
      ),
  }
}
