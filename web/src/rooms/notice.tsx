import { i18n } from '@lingui/core';
import { useEffect } from 'react';
import { Icon } from '../skin/icons';
import { useLook, useStore } from '../store/use-store';

const noticeMilliseconds = 7_000;

export function Notice() {
  const store = useStore();
  const notice = useLook((state) => state.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => store.dismiss(), noticeMilliseconds);
    return () => clearTimeout(timer);
  }, [store, notice]);
  return (
    <div className="notice-place" role="alert">
      {notice && (
        <p className="notice">
          <span dir="auto">{notice.sentence}</span>
          <button type="button" className="icon-button" aria-label={i18n.t('Закрыть')} onClick={() => store.dismiss()}>
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}
