// A person's card: who he is at a school of ours, «Написать», and «Заблокировать».
import { i18n } from '@lingui/core';
import { useCallback, useEffect, useState } from 'react';
import { ChatIcon } from '../skin/chat-icons';
import { Icon } from '../skin/icons';
import { useLook, useStore } from '../store/use-store';
import type { Person, Space } from '../wire/api';
import { type Card, chatsApi } from '../wire/chats';
import { chatPath, go } from './address';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { presenceWords } from './presence';
import { Question } from './question';
import { useTry } from './use-try';

export default function PersonCard(props: { person: Person; space: Space; onClose: () => void }) {
  const { person, space, onClose } = props;
  const store = useStore();
  const me = useLook((state) => state.me.person.id);
  const attempt = useTry();
  const [card, setCard] = useState<Card | null>(null);
  const [asking, setAsking] = useState(false);

  const bring = useCallback(
    () => attempt(async () => setCard(await chatsApi.card(person.id, space))),
    [attempt, person.id, space],
  );
  useEffect(() => void bring(), [bring]);

  const write = () =>
    attempt(async () => {
      const chat = await chatsApi.openDialogue(person.id, space);
      store.admit(chat);
      onClose();
      go(chatPath(chat.id));
    });

  async function block(blocked: boolean) {
    const deed = blocked ? chatsApi.block : chatsApi.unblock;
    if (!(await attempt(() => deed(person.id)))) return;
    setAsking(false);
    await bring();
  }

  const removePicture = () => attempt(() => chatsApi.removePersonsPicture(person.id)).then(bring);

  return (
    <Dialog title={person.name} onClose={onClose}>
      <div className="card-head">
        <Avatar face={person} size="large" />
        <ul>
          {card && presenceWords(card.presence, Date.now()) && <li>{presenceWords(card.presence, Date.now())}</li>}
          {card?.words.map((words) => (
            <li key={words} dir="auto">
              {words}
            </li>
          ))}
        </ul>
      </div>
      {card?.may_take_picture_away && (
        <button type="button" className="text-button" onClick={removePicture}>
          {i18n.t('Убрать фотографию')}
        </button>
      )}
      {card && asking && (
        <Question name={i18n.t('Заблокировать?')}>
          <p>
            {i18n.t(
              'Заблокировать? Вы не сможете писать друг другу наедине и добавлять друг друга в чаты. В школьных чатах ничего не изменится.',
            )}
          </p>
          <button type="button" className="button button-danger" onClick={() => block(true)}>
            {i18n.t('Заблокировать')}
          </button>
          <button type="button" className="button button-quiet" onClick={() => setAsking(false)}>
            {i18n.t('Отмена')}
          </button>
        </Question>
      )}
      {card && !asking && person.id !== me && (
        <>
          <div className="deeds">
            {(card.dialogue !== null || card.may_write.may) && (
              <button type="button" className="deed" onClick={write}>
                <Icon name="write" />
                {i18n.t('Написать')}
              </button>
            )}
            {card.blocked ? (
              <button type="button" className="deed" onClick={() => block(false)}>
                <ChatIcon name="block" />
                {i18n.t('Разблокировать')}
              </button>
            ) : (
              <button type="button" className="deed deed-danger" onClick={() => setAsking(true)}>
                <ChatIcon name="block" />
                {i18n.t('Заблокировать')}
              </button>
            )}
          </div>
          {!card.may_write.may && (
            <p className="hint" dir="auto">
              {card.may_write.why}
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}
