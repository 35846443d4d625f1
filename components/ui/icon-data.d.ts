import type { LucideIconData } from 'lucide-react'

/**
 * Drawings as data, which Lucide's type of a single icon leaves out. That type is one file for all of them, so that what is
 * said of one icon's module is said of each.
 */
declare module 'lucide-react/icons/boxes' {
  export const __iconData: LucideIconData
}
