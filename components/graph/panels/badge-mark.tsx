import type { BadgeId } from '#components/graph/picture/types.ts'
import { badgeGlyphs } from '#components/graph/stage/glyphs.ts'

/** The canvas's own drawing of a mark, for panel and legend. */
export function BadgeMark({ badge }: { readonly badge: BadgeId }) {
  return <Glyph path={badgeGlyphs[badge]} />
}

export function Glyph({
  path,
  className = 'text-fg',
}: {
  readonly path: string
  readonly className?: string
}) {
  return (
    <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden className={`mt-0.5 shrink-0 ${className}`}>
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
