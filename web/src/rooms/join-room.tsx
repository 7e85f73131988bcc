// Where a link into a chat leads: what chat it is, and the button that takes one in.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import { useStore } from '../store/use-store';
import { chatsApi, type Invited } from '../wire/chats';
import { chatPath, go, listPath } from './address';
import { Dialog } from './dialog';
import { refusalWords } from './refusal-words';
import { useTry } from './use-try';
import { membersCount } from './words';

export default function JoinRoom({ word }: { word: string }) {
  const store = useStore();
  const attempt = useTry();
  const [invited, setInvited] = useState<Invited | null>(null);
  const [refusal, setRefusal] = useState('');

  useEffect(() => {
    chatsApi.invited(word).then(setInvited, (error) => setRefusal(refusalWords(error)));
  }, [word]);

  const join = () =>
    attempt(async () => {
      const chat = await chatsApi.join(word);
      store.admit(chat);
      go(chatPath(chat.id));
    });
  const known = invited?.chat ?? null;

  return (
    <Dialog title={i18n.t('Приглашение в чат')} onClose={() => go(listPath('learning'))}>
      {refusal && (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
      {invited && (
        <>
          <p className="join-title">
            <bdi>{invited.title}</bdi>
          </p>
          <p className="hint">{membersCount(invited.members)}</p>
          {known === null ? (
            <button type="button" className="button" onClick={join}>
              {i18n.t('Войти в чат')}
            </button>
          ) : (
            <button type="button" className="button" onClick={() => go(chatPath(known))}>
              {i18n.t('Открыть чат')}
            </button>
          )}
        </>
      )}
    </Dialog>
  );
}
