// Where the drawing gives something up so that it stays quick, and what was measured.

/** A refresh that brings more than this share of new nodes is another graph: it is laid out, not patched. */
export const newShareToLayOut = 0.3
/** Fading all but the neighbours restyles every element; above this it would stutter, and the ring has to do. */
export const fadeAtMost = 700
/** From here on, panning moves a picture of the graph and draws it anew at rest. */
export const textureFrom = 900
/** So many new elements are added in slices that let the page answer in between: 4,000 at once block it for half a second. */
export const slicesFrom = 400
/** How long a slice may take, in milliseconds. */
export const sliceMs = 40

/** More edges than this are drawn as straight hairs without bends: bezier edges pan at 1 frame/s with 2,000 nodes. */
export const curvedEdgesAtMost = 400
/** More than this lose their arrows too; the layout's direction and the panel still tell. */
export const arrowsAtMost = 1_500

/** Badges are drawn on marks that are at least so large on the screen. */
export const badgesFromPx = 14
/** On marks of this size all of them; on smaller ones the first, and how many more there are. */
export const everyBadgeFromPx = 20
/** Below this zoom, lines in trouble are drawn again at a width that can be seen. */
export const alarmLinesBelowZoom = 0.35
/** Below this zoom ordinary edges are too short for words. */
export const edgeWordsFromZoom = 0.45

/** Of more edges than this, traffic moves only along those that fail and the busiest. */
export const animatedEdgesAtMost = 300
/** The least time between two frames of moving traffic, and the most of the page's time that they may take. */
export const animationFrameMs = 33
export const animationShare = 0.25
