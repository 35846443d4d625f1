'use client'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId } from 'react'
import type { PatternFault } from '#components/logs/feed/match-lines.ts'
import { TextInput } from '#components/ui/input.tsx'
import { useTyped } from '#components/ui/use-ahead.ts'

/** Written into the URL when the person has stopped for so long. */
const settleMs = 250

interface PatternBoxProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onValueChange: (value: string) => void
  readonly fault: PatternFault | undefined
  readonly icon?: ReactNode
  readonly className?: string
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** A box for a text or a /regular expression/; what is wrong with it stands below. */
export function PatternBox({
  label,
  placeholder,
  value,
  onValueChange,
  fault,
  icon,
  className,
  onKeyDown,
  ref,
}: PatternBoxProps) {
  const t = useTranslations('logs')
  const faultId = useId()
  const [typed, type, isTold, tell] = useTyped(value, onValueChange)
  useEffect(() => {
    if (isTold) return
    const timer = setTimeout(() => tell(typed), settleMs)
    return () => clearTimeout(timer)
  }, [typed, isTold, tell])
  return (
    <span className={className}>
      <TextInput
        {...(ref ? { ref } : {})}
        aria-label={label}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? faultId : undefined}
        placeholder={placeholder}
        icon={icon}
        value={typed}
        maxLength={500}
        className="w-full"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !isTold) tell(typed)
          onKeyDown?.(event)
        }}
      />
      {fault ? (
        <span id={faultId} role="alert" className="block pt-1 text-small text-failing">
          {t(`pattern.${fault}`)}
        </span>
      ) : null}
    </span>
  )
}
