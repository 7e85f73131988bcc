// Drawings for calls. Own lines, 24 by 24.
const paths = {
  microphone: 'M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3m-6-3a6 6 0 0 0 12 0M12 17v4m-3 0h6',
  'microphone-off': 'M4 4l16 16M15 11V6a3 3 0 0 0-5.6-1.5M9 9v2a3 3 0 0 0 4 2.8M6 11a6 6 0 0 0 9 5.2M12 17v4m-3 0h6',
  camera: 'M3 8a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zm12 3 6-3v8l-6-3',
  'camera-off': 'M4 4l16 16M9 6h4a2 2 0 0 1 2 2v4m0 4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 1-1.7M15 11l6-3v8l-2-1',
  screen: 'M3 5h18v11H3zM9 20h6m-3-4v4m0-7V8m-3 3 3-3 3 3',
  hand: 'M7 12V6.5a1.5 1.5 0 0 1 3 0V11m0-1V4.5a1.5 1.5 0 0 1 3 0V11m0-4.500a1.500 1.500 0 0 1 3 0V12m0-2.500a1.500 1.500 0 0 1 3 0V15a6 6 0 0 1-6 6h-1a6 6 0 0 1-5-2.700L4.500 14a1.500 1.500 0 0 1 2.500-1.500z',
  view: 'M3 4h8v7H3zm10 0h8v7h-8zM3 13h8v7H3zm10 0h8v7h-8z',
  chat: 'M4 5h16v11H9l-5 4z',
  people: 'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6m-6 8a6 6 0 0 1 12 0M16 11a3 3 0 0 0 0-6m2 13.500h3a6 6 0 0 0-5-5.400',
  sound: 'M4 9v6h4l5 4V5L8 9zm12-1a5 5 0 0 1 0 8',
  devices:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6m0-12v3m0 12v3M3 12h3m12 0h3M5.600 5.600l2.200 2.200m8.400 8.400 2.200 2.200m0-12.800-2.200 2.200m-8.400 8.400-2.200 2.200',
  leave:
    'M4 13c0-1 .5-2 1.500-2.500 4-2 9-2 13 0 1 .5 1.500 1.500 1.500 2.500v1.500c0 .8-.7 1.400-1.500 1.200l-2.500-.6a1.200 1.200 0 0 1-1-1.200v-1.400a13 13 0 0 0-6 0v1.400c0 .6-.4 1.100-1 1.200l-2.500.6c-.8.200-1.500-.4-1.500-1.200z',
} as const;

export function CallIcon({ name }: { name: keyof typeof paths }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
