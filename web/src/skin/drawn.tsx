// One filled drawing as a picture. Called by the sets of icons, which part by the screens that load them.

export interface Drawing {
  readonly size: number;
  readonly d: string;
  readonly rule?: 'evenodd';
}

export function Drawn({ drawing: { size, d, rule } }: { drawing: Drawing }) {
  return (
    <svg className="icon" width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      <path fill="currentColor" fillRule={rule} clipRule={rule} d={d} />
    </svg>
  );
}
