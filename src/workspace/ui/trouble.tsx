/** A calm sentence about what did not work, read out when it appears. */
export function Trouble({ children }: { children: string | undefined }) {
  return (
    <div role="alert" className="trouble">
      {children !== undefined && (
        <p className="banner" data-tone="trouble">
          {children}
        </p>
      )}
    </div>
  )
}
