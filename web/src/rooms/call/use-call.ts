import { useEffect, useState } from 'react';
import { useLook } from '../../store/use-store';
import { type Call, callsApi } from '../../wire/calls';

/** The call as the server shows it, asked for again whenever it is told that something of it has changed. */
export function useCall(id: number): Call | null {
  const told = useLook((state) => (state.callTold?.call === id ? state.callTold.times : 0));
  const line = useLook((state) => state.line);
  const [call, setCall] = useState<Call | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is told, and when the line comes back.
  useEffect(() => {
    let alive = true;
    callsApi.look(id).then(
      (found) => alive && setCall(found),
      () => {},
    );
    return () => {
      alive = false;
    };
  }, [id, told, line === 'live']);
  return call;
}
