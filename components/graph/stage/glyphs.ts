import type { BadgeId } from '#components/graph/picture/types.ts'
import type { HealthStatus } from '#contract/words.ts'

/** Small drawings on a 16 × 16 field, drawn with a line of 1.6; the canvas and the legend share them. */
export const badgeGlyphs: Readonly<Record<BadgeId, string>> = {
  alert: 'M4 11.5h8l-1.3-1.9V7.2a2.7 2.7 0 0 0-5.4 0v2.4zM7 13.6h2',
  gateway: 'M13 3v10M3 8h7M7 5l3 3-3 3',
  root: 'M5.5 3.5l7 4.5-7 4.5z',
  dead: 'M4 4l8 8M12 4l-8 8',
  outOfMesh: 'M8 2.5a5.5 5.5 0 1 0 .01 0M4.2 11.8l7.6-7.6',
  waypoint: 'M8 2.5l5.5 5.5L8 13.5 2.5 8zM8 7.2v1.6',
  workloadEntry: 'M3 3.5h10v3.5H3zM3 9h10v3.5H3zM5.5 5.2h.1M5.5 10.7h.1',
  inaccessible: 'M4.5 2.5h7M4.5 13.5h7M2.5 4.5v7M13.5 4.5v7M8 8h.1',
  restricted: 'M4 7.5h8v5.5H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2',
  passthrough: 'M2.5 8h11M10.5 5l3 3-3 3M7 3v2.5M7 10.5V13',
  blackhole: 'M8 2.5a5.5 5.5 0 1 0 .01 0M8 5.8a2.2 2.2 0 1 0 .01 0',
  virtualService: 'M2.5 8h4M6.5 8c2 0 2-4 4-4h3M6.5 8c2 0 2 4 4 4h3',
  circuitBreaker: 'M9 2L4 9h3.5L7 14l5-7H8.5z',
  faultInjection: 'M8 2.5L14 13H2zM8 6.5v3M8 11.2v.1',
  mirroring: 'M2.5 5.5h9M9 3l2.5 2.5L9 8M13.5 10.5h-9M7 8l-2.5 2.5L7 13',
  requestRouting: 'M2.5 8h4M6.5 8c2 0 2-4 4-4h3M11.5 2l2 2-2 2M6.5 8c2 0 2 4 4 4h3',
  requestTimeout: 'M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3l2 1.5',
  trafficShifting: 'M2.5 4h3l5 8h3M2.5 12h3l1.2-2M9.3 6l1.2-2h3M11.5 2l2 2-2 2M11.5 10l2 2-2 2',
  tcpTrafficShifting: 'M2.5 4h3l5 8h3M2.5 12h3l5-8h3M2.5 14.5h11',
}

/** Of an edge whose calls were refused for want of a connection or of a healthy endpoint. */
export const boltGlyph = badgeGlyphs.circuitBreaker
export const lockGlyph = 'M4.5 7.5h7v5.5h-7zM6 7.5V5.5a2 2 0 0 1 4 0v2'
export const openLockGlyph = 'M4.5 7.5h7v5.5h-7zM6 7.5V4.5a2 2 0 0 1 4 0'

/** Folds a namespace that was opened. */
export const closeGlyph = 'M3 2.5h10v11H3zM5.5 8h5'

/** Filled ground and the sign on it; each state its own outline, so that the shape tells without its colour. */
export const stateGlyphs: Readonly<Partial<Record<HealthStatus, { ground: string; sign: string }>>> = {
  failing: {
    ground: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z',
    sign: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  },
  degraded: { ground: 'M8 1.2l7 12.6H1z', sign: 'M8 6v3.6M8 11.6v.2' },
  notReady: { ground: 'M8 1.5a6.5 6.5 0 1 0 .01 0', sign: 'M6.3 5.4v5.2M9.7 5.4v5.2' },
  unknown: {
    ground: 'M8 1.2l6.8 6.8L8 14.8 1.2 8z',
    sign: 'M6.4 6.4a1.7 1.7 0 1 1 2.3 1.6c-.5.3-.7.6-.7 1.1M8 11.1v.1',
  },
}
