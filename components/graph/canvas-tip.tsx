'use client'
import { useTranslations } from 'next-intl'
import { BadgeMark, Glyph } from '#components/graph/panels/badge-mark.tsx'
import type { Picture } from '#components/graph/picture/types.ts'
import type { Scene } from '#components/graph/stage/captions.ts'
import { boltGlyph, lockGlyph, openLockGlyph } from '#components/graph/stage/glyphs.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'

/** What is under the pointer, and where: a point of the page. */
export interface Pointed {
  readonly id: string
  readonly at: { readonly x: number; readonly y: number }
}

const width = 288

/**
 * What lies under the pointer, in words: its whole name, its state, and each of its marks. The pointer is never over it.
 * Hands on the keyboard have the same words in the panel, which explains what they choose.
 */
export function CanvasTip({ scene, pointed }: { readonly scene: Scene; readonly pointed: Pointed }) {
  const content = useTip(scene, pointed.id)
  if (!content) return null
  const { innerWidth, innerHeight } = window
  const left = Math.max(8, Math.min(pointed.at.x + 16, innerWidth - width - 8))
  // Above the pointer where there is no room below it.
  const isLow = pointed.at.y > innerHeight * 0.7
  return (
    <div
      role="tooltip"
      style={{
        left,
        maxWidth: width,
        ...(isLow ? { bottom: innerHeight - pointed.at.y + 14 } : { top: pointed.at.y + 18 }),
      }}
      className="pointer-events-none fixed z-20 space-y-1 rounded-control border border-line-strong bg-raised px-2.5 py-2 text-small shadow-md max-md:hidden"
    >
      {content}
    </div>
  )
}

function useTip({ picture, captions }: Scene, id: string) {
  const t = useTranslations('graph')
  const node = picture.nodes.find((each) => each.id === id)
  if (node) {
    const caption = captions.nodes.get(id)
    return (
      <>
        <p className="font-semibold wrap-anywhere">{caption?.name ?? node.name}</p>
        <HealthMark status={node.status} quiet />
        {caption?.detail ? <p className="text-muted">{caption.detail}</p> : null}
        {node.badges.map((badge) => (
          <p key={badge} className="flex items-start gap-1.5">
            <BadgeMark badge={badge} />
            <span>{t(`badge.${badge}`)}</span>
          </p>
        ))}
        {node.quiet ? <p className="text-muted">{t('legend.quiet')}</p> : null}
      </>
    )
  }
  const edge = picture.edges.find((each) => each.id === id)
  if (!edge) return undefined
  const lock = captions.locks.get(id)
  return (
    <>
      <p className="font-semibold wrap-anywhere">
        {nameEnd(picture, edge.source)} → {nameEnd(picture, edge.target)}
      </p>
      <HealthMark status={edge.idle ? 'idle' : edge.status} quiet />
      {captions.edges.get(id) ? <p className="tabular text-muted">{captions.edges.get(id)}</p> : null}
      {edge.refused ? (
        <p className="flex items-start gap-1.5">
          <Glyph path={boltGlyph} />
          <span>{t('legend.refused')}</span>
        </p>
      ) : null}
      {lock ? (
        <p className="flex items-start gap-1.5">
          <Glyph path={lock === 'full' ? lockGlyph : openLockGlyph} />
          <span>{t(lock === 'full' ? 'legend.locked' : 'legend.unlocked')}</span>
        </p>
      ) : null}
    </>
  )
}

function nameEnd({ nodes }: Picture, id: string): string {
  return nodes.find((node) => node.id === id)?.name ?? id
}
