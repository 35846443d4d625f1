import { useTranslations } from 'next-intl'
import { Glyph } from '#components/graph/panels/badge-mark.tsx'
import { changeGlyphs } from '#components/graph/stage/change-glyphs.ts'
import { cx } from '#components/ui/cx.ts'
import type { Change } from '#contract/graph-comparison.ts'

/** The canvas's colours of change, in words of the page. */
const tones: Readonly<Record<Change, string>> = {
  failing: 'text-failing',
  slower: 'text-degraded',
  vanished: 'text-idle',
  appeared: 'text-not-ready',
  less: 'text-unknown',
  more: 'text-unknown',
  recovered: 'text-healthy',
  faster: 'text-healthy',
  same: 'text-muted',
}

/** What became of something: sign, word and colour; with how many of them, where several are meant. */
export function ChangeMark({ change, count }: { readonly change: Change; readonly count?: number }) {
  const t = useTranslations('graph.compare')
  const words = useTranslations('graph.change')
  return (
    <span className={cx('tabular inline-flex items-center gap-1 whitespace-nowrap', tones[change])}>
      {change === 'same' ? null : <Glyph path={changeGlyphs[change]} className={tones[change]} />}
      {count === undefined ? words(change) : t('counted', { change: words(change), count })}
    </span>
  )
}
