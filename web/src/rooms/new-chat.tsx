import { i18n } from '@lingui/core';
import { type FormEvent, useState } from 'react';
import { useStore } from '../store/use-store';
import { newUuid } from '../store/uuid';
import { api, type Chat, type Person, type Space } from '../wire/api';
import { chatsApi } from '../wire/chats';
import { chatPath, go } from './address';
import { Dialog } from './dialog';
import { PeopleChoice } from './people-choice';
import { type Cut, PictureCut } from './picture-cut';
import { broughtUp } from './picture-field';
import { refusalWords } from './refusal-words';
import { useTry } from './use-try';

const titleLengthMax = 120;

export default function NewChat({ space, onClose }: { space: Space; onClose: () => void }) {
  const store = useStore();
  const attempt = useTry();
  // One dialog makes one chat, however often its button is pressed.
  const [uuid] = useState(newUuid);
  const [title, setTitle] = useState('');
  const [people, setPeople] = useState<Person[]>([]);
  const [cut, setCut] = useState<Cut | null>(null);
  const [making, setMaking] = useState(false);
  const [refusal, setRefusal] = useState('');

  // One person and no title: a dialogue.
  const alone = people.length === 1 && !title.trim() ? people[0] : undefined;

  async function make(event: FormEvent) {
    event.preventDefault();
    setMaking(true);
    setRefusal('');
    try {
      const ids = people.map((person) => person.id);
      const chat = alone
        ? await chatsApi.openDialogue(alone.id, space)
        : await api.createChat({ uuid, title: title.trim(), people: ids, space });
      store.admit(chat);
      if (cut && !alone) await pictured(chat, cut);
      onClose();
      go(chatPath(chat.id));
    } catch (error) {
      setRefusal(refusalWords(error));
      setMaking(false);
    }
  }

  /** The chat is made; a picture that was refused can be put later, in its settings. */
  const pictured = (chat: Chat, chosen: Cut) =>
    attempt(async () =>
      store.admit(await chatsApi.putPicture(chat.id, { file: await broughtUp(chosen), at: chosen.at })),
    );

  return (
    <Dialog title={i18n.t('Новый чат')} onClose={onClose}>
      <form className="dialog-form" onSubmit={make}>
        <label className="field">
          {i18n.t('Название (чтобы написать одному человеку, не нужно)')}
          <input
            value={title}
            maxLength={titleLengthMax}
            onChange={(event) => setTitle(event.target.value)}
            aria-invalid={refusal !== ''}
            aria-describedby="new-chat-refusal"
          />
        </label>
        <p className="refusal" id="new-chat-refusal" role="alert">
          {refusal}
        </p>
        {!alone && <PictureCut cut={cut} onChange={setCut} />}
        <PeopleChoice space={space} chosen={people} onChange={setPeople} />
        <footer className="dialog-foot">
          <button type="submit" className="button" disabled={making || people.length === 0 || !(title.trim() || alone)}>
            {alone ? i18n.t('Написать') : i18n.t('Создать чат')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
