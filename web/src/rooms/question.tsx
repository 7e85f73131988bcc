// Asked in the place of what was pressed: the keyboard goes on with the answers, and goes back to the deeds after.
import { type ReactNode, useLayoutEffect, useRef } from 'react';

export function Question({ name, children }: { name: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const around = place.current?.parentElement;
    place.current?.querySelector('button')?.focus();
    return () => void requestAnimationFrame(() => around?.querySelector<HTMLElement>('.deeds button')?.focus());
  }, []);
  return (
    <div className="question" role="alertdialog" aria-label={name} ref={place}>
      {children}
    </div>
  );
}
