// A long press of a finger, or the right button, in the place of an ordinary press. In: what it does. Out: handlers of a button.
import { type MouseEvent, type PointerEvent, useRef } from 'react';

const longMilliseconds = 450;

export function useLongPress(work: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const done = useRef(false);

  function letGo() {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
  }

  return {
    onPointerDown(event: PointerEvent) {
      done.current = false;
      if (event.pointerType !== 'touch') return;
      timer.current = setTimeout(() => {
        done.current = true;
        work();
      }, longMilliseconds);
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
    onPointerLeave: letGo,
    onContextMenu(event: MouseEvent) {
      event.preventDefault();
      if (!done.current) work();
      done.current = true;
      letGo();
    },
    /** The press that ends a long one is not another. */
    onClick(event: MouseEvent) {
      if (done.current) event.preventDefault();
      done.current = false;
    },
  };
}
