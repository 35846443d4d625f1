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
