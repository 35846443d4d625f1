'use client'
import { useTranslations } from 'next-intl'
import { namePlace } from '#components/mesh/name-place.ts'
import type { TraceDelay } from '#contract/traces.ts'

/** Says where a part of a trace's time was spent, in a sentence. */
export function useDelayWords(): (delay: TraceDelay) => string {
  const t = useTranslations('traces.delay')
  return ({ kind, place, other, host }) =>
    t(kind, {
      place: place ? namePlace(place) : '',
      other: other ? namePlace(other) : '',
      host: host ?? '',
    })
}

/** Fills that differ in lightness and pattern too, so that parts of a bar are told apart without colour. */
export const delayFills: Readonly<Record<TraceDelay['kind'], string>> = {
  application: 'bg-accent',
  network: 'bg-line-strong',
  waiting: 'bg-unknown',
  injected: 'bg-degraded',
  proxy: 'bg-not-ready',
  withheld: 'bg-line',
  untold: 'bg-line',
}
