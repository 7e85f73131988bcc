// A picture that may be put, changed and taken away: a chat's, or one's own.
import { i18n } from '@lingui/core';
import { useState } from 'react';
import { bring } from '../wire/files';
import { type Cut, PictureCut } from './picture-cut';
import { useTry } from './use-try';

interface Props {
  title: string;
  has: boolean;
  put: (file: number, at: number) => Promise<unknown>;
  remove: () => Promise<unknown>;
  children?: React.ReactNode;
}

export function PictureField({ title, has, put, remove, children }: Props) {
  const attempt = useTry();
  const [cut, setCut] = useState<Cut | null>(null);
  const [busy, setBusy] = useState(false);

  async function during(deed: () => Promise<unknown>) {
    setBusy(true);
    if (await attempt(deed)) setCut(null);
    setBusy(false);
  }

  return (
    <fieldset className="settings" disabled={busy}>
      <legend>{title}</legend>
      {children}
      <PictureCut cut={cut} onChange={setCut} />
      <div className="deeds-row">
        {cut && (
          <button
            type="button"
            className="button"
            onClick={() => during(async () => put(await broughtUp(cut), cut.at))}
          >
            {i18n.t('Поставить')}
          </button>
        )}
        {has && !cut && (
          <button type="button" className="text-button" onClick={() => during(remove)}>
            {i18n.t('Убрать картинку')}
          </button>
        )}
      </div>
    </fieldset>
  );
}

/** The image goes up as any other file; the server cuts it. */
export async function broughtUp({ blob }: Cut): Promise<number> {
  const { signal } = new AbortController();
  return (await bring({ blob, name: blob.name, signal, onProgress: () => {} })).id;
}
