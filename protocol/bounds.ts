// The limits of lengths and numbers that both sides keep to. Plain values, so that a page can use them
// without the schemas.

/** A request's body, and a message over the socket with all its attachments. */
export const MESSAGE_BYTES_MAX = 16 * 1024;
/** A larger message over the socket is answered TOO_LARGE; one beyond this ends its connection. */
export const MESSAGE_BYTES_ANSWERED_MAX = 128 * 1024;

export const PAGE_LIMIT_DEFAULT = 20;
export const PAGE_LIMIT_MAX = 100;

export const POST_BODY_MAX = 2_000;
export const DISPLAY_NAME_MAX = 50;
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 200;

export const ROOMS_PER_SOCKET_MAX = 100;
/** At most as many contents as a socket may watch. */
export const SYNC_CONTENTS_MAX = ROOMS_PER_SOCKET_MAX;
/** A merged event names at most this many people. */
export const LIKERS_PER_BATCH_MAX = 50;
