/** A pin beside a title: the first screen carries this one drawing of chat-icons.tsx. */
export function PinIcon() {
  return (
    <svg className="icon" width={16} height={16} viewBox="0 0 24 24" aria-hidden="true">
      <path
        fill="none"
        stroke="currentColor"
        strokeWidth={2.2}
        strokeLinecap="round"
        strokeLinejoin="round"
        d="M9 4h6l-.6 6 3.1 3.2H6.5l3.1-3.2zM12 13.2V20"
      />
    </svg>
  );
}
