'use client'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { identify, type ObjectRow } from '#components/objects/list/rows.ts'
import type { ObjectItem } from '#components/objects/list/types.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { objectTraffic } from '#contract/inventory.ts'

type OverTime = CallOutput<typeof objectTraffic>['items'][number]

export interface SeenTraffic {
  readonly byId: ReadonlyMap<string, OverTime>
  readonly spanSeconds: number
}

const SeenTrafficContext = createContext<SeenTraffic | undefined>(undefined)

/** For a list that knows the traffic of all its items by a call of its own. */
export const KnownTraffic = SeenTrafficContext.Provider

/** Requests over time of a row; undefined where the list has none, or it has not come yet. */
export function useSeenTraffic(item: ObjectItem): (OverTime & { readonly spanSeconds: number }) | undefined {
  const seen = useContext(SeenTrafficContext)
  const over = seen?.byId.get(identify(item))
  return seen && over && { ...over, spanSeconds: seen.spanSeconds }
}

const mostAsked = 60
/** Scrolling by less than this asks nothing new. */
const blockRows = 20
/** Proxies between cut addresses at 8 kB and less. */
const longestList = 5_000

/** Of the rows from `first` to `last`, in whole blocks, what the call may be asked: so many, and so long together. */
export function chooseAsked(
  rows: readonly ObjectRow<ObjectItem>[],
  { first, last }: { readonly first: number; readonly last: number },
): readonly string[] {
  const from = Math.floor(first / blockRows) * blockRows
  const to = Math.max(Math.min(Math.ceil((last + 1) / blockRows) * blockRows, from + mostAsked), from)
  let length = 0
  return rows
    .slice(from, to)
    .filter(({ item }) => item.requestsPerSecond !== undefined)
    .map(({ item: { kind, namespace, name } }) => `${kind}/${namespace}/${name}`)
    .filter((text) => {
      length += text.length + 5
      return length <= longestList
    })
}

/**
 * Asks for the traffic of the rows that are seen, ending when the list's own numbers end, so that each line ends at its
 * row's number. A failure leaves the lines out: the numbers stand, and what failed is told by the list itself.
 */
export function SeenTrafficProvider({
  rows,
  at,
  children,
}: {
  readonly rows: readonly ObjectRow<ObjectItem>[]
  readonly at: string | undefined
  readonly children: (onRest: (first: number, last: number) => void) => ReactNode
}) {
  const { view, ready } = useView()
  const [range, setRange] = useState({ first: 0, last: blockRows })
  const asked = useMemo(() => chooseAsked(rows, range), [rows, range])
  // The lists sort by what changes; the same rows in another order are the same question.
  const objects = useMemo(() => [...asked].sort(), [asked])
  const answer = useLiveCall(
    objectTraffic,
    { objects, rangeSeconds: view.rangeSeconds, ...(at === undefined ? {} : { at }) },
    { enabled: ready && objects.length > 0, intervalMs: false },
  )
  const seen = useMemo(
    () =>
      answer.data && {
        byId: new Map(answer.data.items.map((each) => [identify(each), each])),
        spanSeconds: answer.data.spanSeconds,
      },
    [answer.data],
  )
  const onRest = (first: number, last: number) =>
    setRange((now) => (now.first === first && now.last === last ? now : { first, last }))
  return <SeenTrafficContext value={seen}>{children(onRest)}</SeenTrafficContext>
}
