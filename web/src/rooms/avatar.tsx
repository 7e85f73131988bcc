import { Icon, type IconName } from '../skin/icons';
import type { Chat } from '../wire/api';

interface Face {
  initials: string;
  colour: number;
}

const kindIcons: Record<Chat['kind'], IconName> = {
  staff_room: 'staffRoom',
  class: 'learning',
  parents: 'members',
  subject: 'diary',
  free: 'personal',
  dialogue: 'personal',
};

/** Decoration only: the name always stands beside it. */
export function Avatar({ face, size, kind }: { face: Face; size: 'small' | 'middle' | 'large'; kind?: Chat['kind'] }) {
  return (
    <span className={`avatar avatar-${size} paint-${face.colour % 6}`} aria-hidden="true">
      {face.initials || (kind ? <Icon name={kindIcons[kind]} /> : '?')}
    </span>
  );
}
