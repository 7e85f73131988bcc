// How this browser tells of messages: sound, notifications when the messenger is closed, whether they show the words.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import '../skin/notify.css';
import { ring, setSounds, sounds } from '../store/told';
import { type PushState, pushAgain, pushOff, pushOn, pushState, showsWords } from '../wire/notify';
import { Dialog } from './dialog';
import { useTry } from './use-try';

export default function Notifications({ onClose }: { onClose: () => void }) {
  const attempt = useTry();
  const [sound, setSound] = useState(sounds);
  const [push, setPush] = useState<PushState | null>(null);
  const [words, setWords] = useState(showsWords);

  useEffect(() => {
    pushState().then(setPush, () => setPush('impossible'));
  }, []);

  return (
    <Dialog title={i18n.t('Уведомления')} onClose={onClose}>
      <div className="notify">
        <label className="switch-row">
          <input
            type="checkbox"
            checked={sound}
            onChange={({ target: { checked } }) => {
              setSound(checked);
              setSounds(checked);
              if (checked) ring();
            }}
          />
          {i18n.t('Звук нового сообщения')}
        </label>
        <label className="switch-row">
          <input
            type="checkbox"
            checked={push === 'on'}
            disabled={push !== 'on' && push !== 'off'}
            onChange={({ target: { checked } }) =>
              void attempt(async () => setPush(await (checked ? pushOn(words) : pushOff())))
            }
          />
          {i18n.t('Уведомления в этом браузере, когда мессенджер закрыт')}
        </label>
        <label className="switch-row">
          <input
            type="checkbox"
            checked={words}
            disabled={push !== 'on'}
            onChange={({ target: { checked } }) =>
              void attempt(async () => {
                await pushAgain(checked);
                setWords(checked);
              })
            }
          />
          {i18n.t('Показывать в них имя и слова сообщения')}
        </label>
        <p className="hint">
          {push === 'denied'
            ? i18n.t('Уведомления этому сайту запрещены. Разрешите их в настройках браузера.')
            : push === 'impossible'
              ? i18n.t(
                  'Этот браузер не умеет получать уведомления от сайта. На iPhone добавьте мессенджер на экран «Домой».',
                )
              : i18n.t('Чаты без звука и тихие часы молчат. Уведомления кончаются, когда вы выходите.')}
        </p>
        <a className="text-button" href="/digest/">
          {i18n.t('Письма о непрочитанном')}
        </a>
      </div>
    </Dialog>
  );
}
