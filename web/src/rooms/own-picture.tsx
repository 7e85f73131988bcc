// One's own picture: put, changed, taken away.
import { i18n } from '@lingui/core';
import { useLook } from '../store/use-store';
import { chatsApi } from '../wire/chats';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { PictureField } from './picture-field';

export default function OwnPicture({ onClose }: { onClose: () => void }) {
  const me = useLook((state) => state.me.person);
  const newest = useLook((state) => state.pictures.get(me.id));
  const has = (newest === undefined ? me.picture : newest) !== null;
  return (
    <Dialog title={i18n.t('Моя фотография')} onClose={onClose}>
      <PictureField
        title={has ? i18n.t('Сейчас') : i18n.t('Фотографии пока нет')}
        has={has}
        put={(file, at) => chatsApi.putOwnPicture({ file, at })}
        remove={() => chatsApi.removeOwnPicture()}
      >
        <Avatar face={me} size="large" />
        <p className="hint">
          {i18n.t(
            'Фотографию ученика видят только люди его школы. Фотографию взрослого видят те, кто может открыть его карточку.',
          )}
        </p>
      </PictureField>
    </Dialog>
  );
}
