/** A quantity over time, `seconds` counted from the world's start; deterministic, cheap, and the same at every asking. */
export type Curve = (seconds: number) => number

const FULL_TURN = 2 * Math.PI

/**
 * The time that has passed, run a little faster and slower in turn: times a rate it is a counter whose rate swings
 * gently over minutes. Two sine waves of 5 % and 3 % are integrated, so it always grows, and a window moved by one
 * scrape differs by well under 1 %: a real Prometheus that scrapes at other moments must see the same rates.
 * `draw` gives numbers in [0, 1).
 */
export function buildCounterCurve(draw: () => number): Curve {
  const waves = buildWaves(draw)
  const earlier = 3600 + draw() * 72_000
  return (seconds) =>
    waves.reduce(
      (sum, { share, speed, phase }) =>
        sum + (share / speed) * (Math.cos(phase) - Math.cos(speed * seconds + phase)),
      earlier + seconds,
    )
}

/** A level around 1 that swings by some percent over minutes, as memory in use does. */
export function buildGaugeCurve(draw: () => number): Curve {
  const waves = buildWaves(draw)
  return (seconds) =>
    waves.reduce((sum, { share, speed, phase }) => sum + share * Math.sin(speed * seconds + phase), 1)
}

export const STEADY: Curve = () => 1

function buildWaves(draw: () => number): readonly { share: number; speed: number; phase: number }[] {
  return [
    { share: 0.05, speed: FULL_TURN / (360 + draw() * 240), phase: draw() * FULL_TURN },
    { share: 0.03, speed: FULL_TURN / (1020 + draw() * 720), phase: draw() * FULL_TURN },
  ]
}
