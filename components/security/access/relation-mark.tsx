import type { Relation } from '#components/security/access/relations.ts'
import { cx } from '#components/ui/cx.ts'

/** Shape and colour of each relation; words are `security.relation.<id>`. */
const looks: Readonly<Record<Relation, { readonly sign: string; readonly tone: string }>> = {
  used: { sign: '●', tone: 'text-healthy' },
  unused: { sign: '○', tone: 'text-healthy' },
  tried: { sign: '✕', tone: 'text-failing' },
  denied: { sign: '·', tone: 'text-muted' },
  openUsed: { sign: '◆', tone: 'text-degraded' },
  open: { sign: '◇', tone: 'text-degraded' },
  partlyUsed: { sign: '◐', tone: 'text-healthy' },
  partly: { sign: '◌', tone: 'text-healthy' },
  unknown: { sign: '?', tone: 'text-unknown' },
  unjudged: { sign: '…', tone: 'text-unknown' },
}

export function RelationMark({ relation }: { readonly relation: Relation }) {
  const { sign, tone } = looks[relation]
  return (
    <span aria-hidden className={cx('inline-block w-4 text-center leading-none', tone)}>
      {sign}
    </span>
  )
}
