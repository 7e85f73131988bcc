/** As on the server: limits.message_length_max. */
export const messageLengthMax = 4096;

/** As on the server: limits.lesson_early_minutes_max. */
export const lessonEarlyMilliseconds = 15 * 60_000;
