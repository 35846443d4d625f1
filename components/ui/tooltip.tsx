'use client'
import { cloneElement, lazy, type ReactElement, Suspense, useEffect, useId, useRef, useState } from 'react'

const loadLayer = () => import('#components/ui/layers/tooltip-layer.tsx')
const TooltipLayer = lazy(async () => ({ default: (await loadLayer()).TooltipLayer }))
const showAfterMs = 350

interface TooltipChildProps {
  'aria-describedby'?: string | undefined
}

/**
 * Words beside the thing under the pointer or the focus. The child must be one element. `named` says that the words are
 * already its accessible name, so that they are not read twice.
 */
export function Tooltip({
  text,
  named = false,
  side = 'bottom',
  children,
}: {
  readonly text: string
  readonly named?: boolean
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactElement<TooltipChildProps>
}) {
  const id = useId()
  const box = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [shown, setShown] = useState(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  const hide = () => {
    clearTimeout(timer.current)
    setShown(false)
  }
  const show = (afterMs: number) => {
    clearTimeout(timer.current)
    void loadLayer().catch(() => undefined)
    timer.current = setTimeout(() => setShown(true), afterMs)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the wrapper only listens; the child is what acts.
    <span
      ref={box}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(showAfterMs)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(':focus-visible') && show(0)}
      onBlur={hide}
      onKeyDown={hide}
    >
      {cloneElement(children, named ? {} : { 'aria-describedby': id })}
      {named ? null : (
        <span id={id} className="sr-only">
          {text}
        </span>
      )}
      {shown ? (
        <Suspense fallback={null}>
          <TooltipLayer text={text} side={side} anchor={() => box.current?.firstElementChild ?? null} />
        </Suspense>
      ) : null}
    </span>
  )
}
