'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { changeOrder } from '#components/graph/compare/compared-graph.ts'
import { Glyph } from '#components/graph/panels/badge-mark.tsx'
import type { BadgeId, PictureKind } from '#components/graph/picture/types.ts'
import { changeGlyphs } from '#components/graph/stage/change-glyphs.ts'
import {
  badgeGlyphs,
  boltGlyph,
  closeGlyph,
  lockGlyph,
  openLockGlyph,
} from '#components/graph/stage/glyphs.ts'
import { HealthMark, healthOrder } from '#components/mesh/health-mark.tsx'

const kinds: readonly PictureKind[] = [
  'workload',
  'app',
  'service',
  'serviceEntry',
  'operation',
  'unknown',
  'namespace',
  'rest',
]

// The record has every badge as a key, and no other.
const badgeIds = Object.keys(badgeGlyphs) as BadgeId[]

/** Every shape, colour and mark of the canvas with its meaning. */
export function LegendBody() {
  const t = useTranslations('graph')
  return (
    <div className="grid w-[min(30rem,calc(100vw-3rem))] gap-x-6 gap-y-4 sm:grid-cols-2">
      <Part title={t('legend.shapes')}>
        {kinds.map((kind) => (
          <Line key={kind} mark={<KindShape kind={kind} />}>
            {t(`kind.${kind}`)}
          </Line>
        ))}
      </Part>
      <Part title={t('legend.health')}>
        {healthOrder.map((status) => (
          <li key={status}>
            <HealthMark status={status} quiet />
          </li>
        ))}
        <li className="text-small text-muted">{t('legend.healthHint')}</li>
      </Part>
      <Part title={t('legend.edges')}>
        <Line mark={<EdgeLine className="stroke-healthy" />}>{t('legend.healthyEdge')}</Line>
        <Line mark={<EdgeLine className="stroke-degraded" width={2.5} />}>{t('legend.degradedEdge')}</Line>
        <Line mark={<EdgeLine className="stroke-failing" width={3} />}>{t('legend.failingEdge')}</Line>
        <Line mark={<EdgeLine className="stroke-idle" dashed />}>{t('legend.idleEdge')}</Line>
        <Line mark={<EdgeLine className="stroke-line-strong" diamond />}>{t('legend.tcpEdge')}</Line>
        <Line mark={<Glyph path={boltGlyph} />}>{t('legend.refused')}</Line>
        <Line mark={<Glyph path={lockGlyph} />}>{t('legend.locked')}</Line>
        <Line mark={<Glyph path={openLockGlyph} />}>{t('legend.unlocked')}</Line>
        <li className="text-small text-muted">{t('legend.widthHint')}</li>
      </Part>
      <Part title={t('legend.standing')}>
        <Line mark={<Ring />}>{t('legend.chosen')}</Line>
        <Line mark={<Ring dashed />}>{t('legend.found')}</Line>
        <Line mark={<Ring faint />}>{t('legend.quiet')}</Line>
        <Line mark={<Glyph path={closeGlyph} />}>{t('legend.opened')}</Line>
      </Part>
      <Part title={t('legend.compared')}>
        {changeOrder.map((change) =>
          change === 'same' ? (
            <Line key={change} mark={<Ring faint />}>
              {t('change.same')}
            </Line>
          ) : (
            <Line key={change} mark={<Glyph path={changeGlyphs[change]} />}>
              {t(`change.${change}`)}
            </Line>
          ),
        )}
      </Part>
      <Part title={t('legend.marks')}>
        {badgeIds.map((badge) => (
          <Line key={badge} mark={<Glyph path={badgeGlyphs[badge]} />}>
            {t(`badge.${badge}`)}
          </Line>
        ))}
      </Part>
    </div>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-small font-semibold text-muted">{title}</h3>
      <ul className="space-y-1">{children}</ul>
    </section>
  )
}

function Line({ mark, children }: { readonly mark: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex items-start gap-2">
      <span className="inline-flex w-6 shrink-0 justify-center">{mark}</span>
      <span>{children}</span>
    </li>
  )
}

/** The canvas's shapes in small. */
const outlines: Readonly<Record<PictureKind, string>> = {
  workload: 'M8 2a6 6 0 1 0 .01 0z',
  app: 'M4 2.5h8A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V4A1.5 1.5 0 0 1 4 2.5z',
  service: 'M8 2l6.3 11.5H1.7z',
  serviceEntry: 'M2 3.5h8.5L14.5 8l-4 4.5H2z',
  operation: 'M8 1.8l6.3 4.6-2.4 7.4H4.1L1.7 6.4z',
  unknown: 'M8 1.5L14.5 8 8 14.5 1.5 8z',
  namespace: 'M4.5 2h7L15 8l-3.5 6h-7L1 8z',
  rest: 'M4.5 2h7L15 8l-3.5 6h-7L1 8z',
}

function KindShape({ kind }: { readonly kind: PictureKind }) {
  return (
    <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden className="mt-0.5">
      <path
        d={outlines[kind]}
        className="fill-surface stroke-line-strong"
        strokeWidth={1.5}
        strokeDasharray={kind === 'unknown' ? '2 1.5' : undefined}
      />
    </svg>
  )
}

/** A small mark: ringed when it is chosen, with a broken ring when it is found, faint when it stands back. */
function Ring({ dashed, faint }: { readonly dashed?: boolean; readonly faint?: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={16}
      height={16}
      aria-hidden
      className={faint ? 'mt-0.5 opacity-40' : 'mt-0.5'}
    >
      <circle cx={8} cy={8} r={4} className="fill-surface stroke-line-strong" strokeWidth={1.5} />
      {faint ? null : (
        <circle
          cx={8}
          cy={8}
          r={6.8}
          fill="none"
          className="stroke-accent"
          strokeWidth={1.6}
          strokeDasharray={dashed ? '2.5 2' : undefined}
        />
      )}
    </svg>
  )
}

function EdgeLine({
  className,
  width = 2,
  dashed = false,
  diamond = false,
}: {
  readonly className: string
  readonly width?: number
  readonly dashed?: boolean
  readonly diamond?: boolean
}) {
  return (
    <svg viewBox="0 0 24 16" width={24} height={16} aria-hidden className="mt-0.5">
      <g className={className} fill="none">
        <path d="M1 8h17" strokeWidth={width} strokeDasharray={dashed ? '3 3' : undefined} />
        <path
          d={diamond ? 'M15 8l4-3 4 3-4 3z' : 'M17 4.5L23 8l-6 3.5z'}
          strokeWidth={1.5}
          strokeLinejoin="round"
        />
      </g>
    </svg>
  )
}
