'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { buildCaptions } from '#components/graph/picture/build-captions.ts'
import type { Picture } from '#components/graph/picture/types.ts'
import type { Captions } from '#components/graph/stage/captions.ts'
import type { GraphState } from '#components/graph/url.ts'

/** The words of the canvas in the reader's language. */
export function useCaptions(picture: Picture, { labels, show }: GraphState): Captions {
  const t = useTranslations('graph')
  const health = useTranslations('mesh.health')
  const security = show.includes('security')
  return useMemo(
    () =>
      buildCaptions(
        picture,
        { labels, security },
        {
          state: health,
          stateInside: (status, count) => t(`stateInside.${status}`, { count }),
          errors: (percent) => t('errors', { percent }),
          inside: (count) => t('inside', { count }),
          more: (count) => t('more', { count }),
          unknown: t('unknown'),
        },
      ),
    [picture, labels, security, t, health],
  )
}
