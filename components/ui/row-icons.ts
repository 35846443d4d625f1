import { createLucideIcon, type LucideIconData, type LucideIconNode } from 'lucide-react'
import { __iconData as appWindow } from 'lucide-react/icons/app-window'
import { __iconData as boxes } from 'lucide-react/icons/boxes'
import { __iconData as circleCheck } from 'lucide-react/icons/circle-check'
import { __iconData as circleDashed } from 'lucide-react/icons/circle-dashed'
import { __iconData as circleQuestion } from 'lucide-react/icons/circle-question-mark'
import { __iconData as network } from 'lucide-react/icons/network'

/**
 * Drawings that stand in every row of long tables, each as one path: of twelve, half of a row's elements were its icon, and
 * a browser builds, styles, lays out and paints each of them whenever a row comes into sight.
 */
export const ApplicationIcon = createLucideIcon(joinPaths(appWindow))
export const WorkloadIcon = createLucideIcon(joinPaths(boxes))
export const HealthyIcon = createLucideIcon(joinPaths(circleCheck))
export const IdleIcon = createLucideIcon(joinPaths(circleDashed))
export const UnknownIcon = createLucideIcon(joinPaths(circleQuestion))
export const ServiceIcon = createLucideIcon(joinPaths(network))

/** The same strokes as one path. Exported for its test. */
export function joinPaths(icon: LucideIconData): LucideIconData {
  return { ...icon, node: [['path', { d: icon.node.map(outline).join('') }]] }
}

/** Throws on a shape that no icon above has. */
function outline([shape, attributes]: LucideIconNode): string {
  const read = (name: 'x' | 'y' | 'width' | 'height' | 'rx' | 'cx' | 'cy' | 'r') =>
    Number(attributes[name] ?? 0)
  if (shape === 'path') {
    const d = attributes.d ?? ''
    // SVG 2, "moveto": the first move of a path is from its origin, a later one from where the path stands.
    return d.startsWith('m') ? `M0 0${d}` : d
  }
  if (shape === 'circle') {
    const [r, across] = [read('r'), 2 * read('r')]
    return `M${read('cx') - r} ${read('cy')}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 ${-across} 0`
  }
  if (shape === 'rect') {
    const r = read('rx')
    const [wide, high] = [read('width') - 2 * r, read('height') - 2 * r]
    const turn = (x: number, y: number) => `a${r} ${r} 0 0 1 ${x} ${y}`
    return `M${read('x') + r} ${read('y')}h${wide}${turn(r, r)}v${high}${turn(-r, r)}h${-wide}${turn(-r, -r)}v${-high}${turn(r, -r)}z`
  }
  throw new Error(`an icon's ${shape} has no outline`)
}
