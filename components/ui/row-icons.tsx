import type { LucideIconData, LucideIconNode } from 'lucide-react'
import { __iconData as appWindow } from 'lucide-react/icons/app-window'
import { __iconData as boxes } from 'lucide-react/icons/boxes'
import { __iconData as circleCheck } from 'lucide-react/icons/circle-check'
import { __iconData as circleDashed } from 'lucide-react/icons/circle-dashed'
import { __iconData as circlePause } from 'lucide-react/icons/circle-pause'
import { __iconData as circleQuestion } from 'lucide-react/icons/circle-question-mark'
import { __iconData as network } from 'lucide-react/icons/network'
import { __iconData as octagonX } from 'lucide-react/icons/octagon-x'
import { __iconData as triangleExclamation } from 'lucide-react/icons/triangle-exclamation-point'
import type { ReactNode } from 'react'

export interface IconProps {
  /** Pixels of its sides. */
  readonly size?: number
  readonly className?: string
}

/**
 * Drawings that stand in every row of long tables, each as one path and one component: of twelve shapes, half of a row's
 * elements were its icon, and a browser builds, styles, lays out and paints each of them whenever a row comes into sight.
 * Lucide's own components take a sixth of the time that a table's rows do.
 */
const strokes = {
  application: joinPaths(appWindow),
  workload: joinPaths(boxes),
  healthy: joinPaths(circleCheck),
  notReady: joinPaths(circlePause),
  idle: joinPaths(circleDashed),
  unknown: joinPaths(circleQuestion),
  service: joinPaths(network),
  failing: joinPaths(octagonX),
  degraded: joinPaths(triangleExclamation),
}

export const ApplicationIcon = (props: IconProps) => draw(strokes.application, props)
export const WorkloadIcon = (props: IconProps) => draw(strokes.workload, props)
export const HealthyIcon = (props: IconProps) => draw(strokes.healthy, props)
export const NotReadyIcon = (props: IconProps) => draw(strokes.notReady, props)
export const IdleIcon = (props: IconProps) => draw(strokes.idle, props)
export const UnknownIcon = (props: IconProps) => draw(strokes.unknown, props)
export const ServiceIcon = (props: IconProps) => draw(strokes.service, props)
export const FailingIcon = (props: IconProps) => draw(strokes.failing, props)
export const DegradedIcon = (props: IconProps) => draw(strokes.degraded, props)

/** How strokes look is said by the class `drawing`. */
function draw(d: string, { size = 24, className = '' }: IconProps): ReactNode {
  return (
    <svg aria-hidden viewBox="0 0 24 24" width={size} height={size} className={`drawing ${className}`}>
      <path d={d} />
    </svg>
  )
}

/** The strokes of all its parts as those of one path. Exported for its test. */
export function joinPaths(icon: LucideIconData): string {
  return icon.node.map(outline).join('')
}

/** Throws on a shape that no icon above has. */
function outline([shape, attributes]: LucideIconNode): string {
  const read = (
    name: 'x1' | 'x2' | 'y1' | 'y2' | 'x' | 'y' | 'width' | 'height' | 'rx' | 'cx' | 'cy' | 'r',
  ) => Number(attributes[name] ?? 0)
  if (shape === 'path') {
    const d = attributes.d ?? ''
    // SVG 2, "moveto": the first move of a path is from its origin, a later one from where the path stands.
    return d.startsWith('m') ? `M0 0${d}` : d
  }
  if (shape === 'circle') {
    const [r, across] = [read('r'), 2 * read('r')]
    return `M${read('cx') - r} ${read('cy')}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 ${-across} 0`
  }
  if (shape === 'line') return `M${read('x1')} ${read('y1')}L${read('x2')} ${read('y2')}`
  if (shape === 'rect') {
    const r = read('rx')
    const [wide, high] = [read('width') - 2 * r, read('height') - 2 * r]
    const turn = (x: number, y: number) => `a${r} ${r} 0 0 1 ${x} ${y}`
    return `M${read('x') + r} ${read('y')}h${wide}${turn(r, r)}v${high}${turn(-r, r)}h${-wide}${turn(-r, -r)}v${-high}${turn(r, -r)}z`
  }
  throw new Error(`an icon's ${shape} has no outline`)
}
