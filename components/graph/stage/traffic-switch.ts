import type { Traffic } from '#components/graph/stage/animate.ts'
import type { Window } from '#components/graph/stage/draw-marks.ts'
import type { OverlayState } from '#components/graph/stage/overlay.ts'

export interface TrafficSwitch {
  set(wanted: boolean): void
}

/** Lets traffic move or rest. Its code is loaded when it first moves: most people never ask for it. */
export function createTrafficSwitch(
  container: HTMLElement,
  read: () => { readonly state: OverlayState; readonly window: Window },
): TrafficSwitch {
  let wanted = false
  let moving: Traffic | undefined
  return {
    set(on) {
      wanted = on
      if (!on) {
        moving?.stop()
        moving = undefined
        return
      }
      void import('#components/graph/stage/animate.ts').then(({ animateTraffic }) => {
        if (wanted) moving ??= animateTraffic(container, read)
      })
    },
  }
}
