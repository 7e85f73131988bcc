import { useState } from 'react';
import { Icon, type IconName } from '../skin/icons';
import { useLook } from '../store/use-store';
import type { Chat, Person } from '../wire/api';
import { chatsPicture, personsPicture } from '../wire/pictures';

/** A person, an author of a message, or a chat. */
interface Face {
  initials: string;
  colour: number;
  picture?: string | null | undefined;
  id?: number;
  person?: number | null;
  other?: Person | null;
}

const kindIcons: Record<Chat['kind'], IconName> = {
  staff_room: 'staffRoom',
  class: 'learning',
  parents: 'members',
  subject: 'diary',
  free: 'personal',
  dialogue: 'personal',
};

/** Decoration only: the name always stands beside it. A picture that one may not see, or that is no more, is not shown. */
export function Avatar({ face, size, kind }: { face: Face; size: 'small' | 'middle' | 'large'; kind?: Chat['kind'] }) {
  const person = kind ? face.other?.id : (face.person ?? face.id);
  const newest = useLook((state) => (person ? state.pictures.get(person) : undefined));
  const [broken, setBroken] = useState('');
  const word = newest === undefined ? face.picture : newest;
  const side = size === 'small' ? 64 : 128;
  const address = !word ? '' : person ? personsPicture(person, word, side) : chatsPicture(face.id ?? 0, word, side);
  return (
    <span className={`avatar avatar-${size} paint-${face.colour % 6}`} aria-hidden="true">
      {address && address !== broken ? (
        <img src={address} alt="" decoding="async" onError={() => setBroken(address)} />
      ) : (
        face.initials || (kind ? <Icon name={kindIcons[kind]} /> : '?')
      )}
    </span>
  );
}
