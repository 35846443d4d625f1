/** Drawings as data, which Lucide's type of a single icon leaves out. */
declare module 'lucide-react/icons/app-window' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/boxes' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/circle-check' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/circle-dashed' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/circle-question-mark' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/network' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/circle-pause' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/octagon-x' {
  export const __iconData: import('lucide-react').LucideIconData
}
declare module 'lucide-react/icons/triangle-exclamation-point' {
  export const __iconData: import('lucide-react').LucideIconData
}
