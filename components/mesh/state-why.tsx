'use client'
import type { ComponentType } from 'react'
import { Why } from '#components/mesh/reason-list.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import type { IconProps } from '#components/ui/row-icons.tsx'
import { StateMark } from '#components/ui/state-mark.tsx'
import type { Finding } from '#contract/words.ts'

/** The state of a row's item as shape, word and colour, which opens its reasons where it has some. */
export function StateWhy({
  of,
  look: { tone, icon: Icon },
  word,
  reasons,
}: {
  readonly of: string
  readonly look: { readonly tone: Tone; readonly icon: ComponentType<IconProps> }
  readonly word: string
  readonly reasons: readonly Finding[]
}) {
  const icon = <Icon size={14} className="shrink-0" />
  return reasons.length === 0 ? (
    <StateMark tone={tone} icon={icon} quiet>
      {word}
    </StateMark>
  ) : (
    <Why of={of} verdict={word} reasons={reasons} tone={tone} icon={icon} />
  )
}
