'use client'
import { useTranslations } from 'next-intl'
import { type DragEvent, useCallback, useState } from 'react'
import type { Snapshot } from '#components/graph/take/snapshot.ts'
import { firstState, parseGraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { useMessages } from '#components/shell/messages.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface HeldSnapshot {
  readonly snapshot: Snapshot
  readonly graph: TrafficGraph
}

/** The snapshot that this page holds, and the ways to open one: a picked file, or one that is dropped on the page. */
export function useSnapshot(change: ChangeGraph) {
  const t = useTranslations('graph.take')
  const messages = useMessages()
  const [held, setHeld] = useState<HeldSnapshot>()
  const open = useCallback(
    async (file: File) => {
      const { openSnapshot, showSnapshot } = await import('#components/graph/take/take-graph.ts')
      const read = await openSnapshot(file).catch(() => ({ fault: 'not-json' as const }))
      if ('fault' in read)
        return messages.post({ severity: 'error', text: t(`fault.${read.fault}`, { name: file.name }) })
      setHeld({ snapshot: read, graph: showSnapshot(read) })
      const { state } = parseGraphState(new URLSearchParams(read.view))
      change({ ...state, kiosk: firstState.kiosk, snapshot: read.digest.slice(0, 12) })
    },
    [messages, t, change],
  )
  const pick = useCallback(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = '.json,application/json'
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      if (file) void open(file)
    })
    input.click()
  }, [open])
  const close = useCallback(() => {
    setHeld(undefined)
    change({
      snapshot: undefined,
      at: undefined,
      replay: undefined,
      baseAt: undefined,
      baseNamespaces: [],
      chosen: undefined,
    })
  }, [change])
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      const file = event.dataTransfer.files[0]
      if (!file) return
      event.preventDefault()
      void open(file)
    },
  }
  return { held, pick, close, drop }
}
