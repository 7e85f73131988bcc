// Choosing an image and which square of it: the middle, unless one moves it.
import { i18n } from '@lingui/core';
import { useEffect, useId, useRef, useState } from 'react';
import '../skin/picture.css';

/** An image of this browser, and where along its longer side the square stands, from 0 to 1. */
export interface Cut {
  blob: File;
  at: number;
}

export function PictureCut({ cut, onChange }: { cut: Cut | null; onChange: (cut: Cut | null) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [square, setSquare] = useState(true);
  const partId = useId();
  const address = useAddress(cut?.blob);
  return (
    <div className="cut-picture">
      {cut && address && (
        <img
          className="cut-shown"
          src={address}
          alt={i18n.t('Так будет выглядеть картинка')}
          // The same arithmetic as the server's: a share of what does not fit.
          style={{ objectPosition: `${cut.at * 100}% ${cut.at * 100}%` }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSquare(naturalWidth === naturalHeight)}
        />
      )}
      <div className="cut-deeds">
        <button type="button" className="button button-quiet" onClick={() => field.current?.click()}>
          {cut ? i18n.t('Выбрать другую') : i18n.t('Выбрать картинку')}
        </button>
        <input
          ref={field}
          type="file"
          hidden
          accept="image/*"
          aria-label={i18n.t('Картинка')}
          onChange={(event) => {
            const blob = event.target.files?.[0];
            event.target.value = '';
            if (blob) onChange({ blob, at: 0.5 });
          }}
        />
        {cut && !square && (
          <label className="cut-part" htmlFor={partId}>
            {i18n.t('Какую часть взять')}
            <input
              id={partId}
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={cut.at}
              onChange={(event) => onChange({ ...cut, at: Number(event.target.value) })}
            />
          </label>
        )}
      </div>
    </div>
  );
}

function useAddress(blob: Blob | undefined): string {
  const [address, setAddress] = useState('');
  useEffect(() => {
    if (!blob) return setAddress('');
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
