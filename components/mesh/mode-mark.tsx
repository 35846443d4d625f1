'use client'
import { useTranslations } from 'next-intl'
import type { MeshMode } from '#contract/words.ts'

/** How traffic is captured: a small drawing (a box with or without its proxy) and the word. */
export function ModeMark({ mode }: { readonly mode: MeshMode }) {
  const t = useTranslations('mesh.mode')
  return (
    <span className="inline-flex items-center gap-1.5 align-top whitespace-nowrap text-muted">
      <svg
        viewBox="0 0 16 16"
        width={14}
        height={14}
        aria-hidden
        className="shrink-0"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
      >
        {drawings[mode]}
      </svg>
      {t(mode)}
    </span>
  )
}

const drawings: Record<MeshMode, React.ReactNode> = {
  sidecar: (
    <>
      <rect x={1.5} y={3.5} width={8} height={9} rx={1.5} />
      <rect x={11.5} y={5.5} width={3} height={5} rx={1} fill="currentColor" stroke="none" />
    </>
  ),
  ambient: (
    <>
      <rect x={4} y={2} width={8} height={7} rx={1.5} />
      <path d="M1.5 13h13" strokeWidth={2.5} />
    </>
  ),
  mixed: (
    <>
      <rect x={2} y={2} width={7} height={7} rx={1.5} />
      <rect x={11} y={3.5} width={3} height={4} rx={1} fill="currentColor" stroke="none" />
      <path d="M1.5 13h13" strokeWidth={2.5} />
    </>
  ),
  none: <rect x={3.5} y={3.5} width={9} height={9} rx={1.5} strokeDasharray="2 2" />,
}
