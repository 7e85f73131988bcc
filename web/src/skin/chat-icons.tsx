// Drawings of what one does with a chat or a person, in lines of one weight beside VK's. Our own.
const drawings = {
  pin: 'M9 4h6l-.6 6 3.1 3.2H6.5l3.1-3.2zM12 13.2V20',
  hide: 'M4 4l16 16M9.9 5.7A9.7 9.7 0 0 1 12 5.5c5 0 8.5 4.5 9.5 6.5a15 15 0 0 1-3 3.9M6.3 7.6A15 15 0 0 0 2.5 12c1 2 4.5 6.5 9.5 6.5a9.3 9.3 0 0 0 4-.9M10 10a2.8 2.8 0 0 0 4 4',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4M9 14.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  block: 'M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17M6 6l12 12',
  report: 'M6 21V4M6 5c4-2.5 8 2.5 12.5 0v9c-4.5 2.5-8.5-2.5-12.5 0',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
} as const;

export type ChatIconName = keyof typeof drawings;

export function ChatIcon({ name, size = 24 }: { name: ChatIconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        fill="none"
        stroke="currentColor"
        strokeWidth={name === 'more' ? 3 : 1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
        d={drawings[name]}
      />
    </svg>
  );
}
