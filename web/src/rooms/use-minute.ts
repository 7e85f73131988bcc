// What time it is, for what a page says of ages and of what will be: told anew twice a minute.
import { useEffect, useState } from 'react';

export function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(now, Date.now() - 30_000);
}
