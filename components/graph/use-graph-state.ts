'use client'
import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { buildGraphQuery, type GraphState, parseGraphState } from '#components/graph/url.ts'

export type ChangeGraph = (change: Partial<GraphState>) => void

/**
 * The screen's state as the URL holds it, and the ways to change a part of it: `change` in place, `enter` as a new page
 * that the browser's back button leaves.
 */
export function useGraphState(): {
  readonly state: GraphState
  readonly ignored: readonly string[]
  readonly change: ChangeGraph
  readonly enter: ChangeGraph
} {
  const query = useSearchParams()
  const text = query?.toString() ?? ''
  const { state, ignored } = useMemo(() => parseGraphState(new URLSearchParams(text)), [text])
  return { state, ignored, change, enter }
}

const change: ChangeGraph = (part) => window.history.replaceState(null, '', buildAddress(part))

const enter: ChangeGraph = (part) => window.history.pushState(null, '', buildAddress(part))

function buildAddress(part: Partial<GraphState>): string {
  // The address bar, not the hook's value: two changes in one event must both survive.
  const query = new URLSearchParams(window.location.search)
  const now = parseGraphState(query).state
  // Each view has nodes of its own.
  const left = part.view === undefined || part.view === now.view ? {} : { around: undefined }
  return `${buildGraphQuery({ ...now, ...left, ...part }, query)}${window.location.hash}`
}
