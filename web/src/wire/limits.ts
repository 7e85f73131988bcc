/** As on the server: limits.message_length_max. */
export const messageLengthMax = 4096;
