'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { buildChangeCaptions } from '#components/graph/compare/change-captions.ts'
import { buildCaptions } from '#components/graph/picture/build-captions.ts'
import type { Picture } from '#components/graph/picture/types.ts'
import type { Captions } from '#components/graph/stage/captions.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { Difference } from '#contract/graph-comparison.ts'

/** The words of the canvas in the reader's language; of a comparison, what became of each thing. */
export function useCaptions(
  picture: Picture,
  { labels, show }: GraphState,
  differences: ReadonlyMap<string, Difference> | undefined,
): Captions {
  const t = useTranslations('graph')
  const health = useTranslations('mesh.health')
  const security = show.includes('security')
  return useMemo(() => {
    const captions = buildCaptions(
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
    )
    if (!differences) return captions
    return buildChangeCaptions(captions, picture, differences, {
      change: (change) => t(`change.${change}`),
      changedInside: (count) => t('compare.changedInside', { count }),
    })
  }, [picture, labels, security, t, health, differences])
}
