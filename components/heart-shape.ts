// The heart, drawn once: every heart of the product (button, mark, burst, icon) is this path in a
// 24 × 24 box, so that they are recognisably the same sign at every size.

export const HEART_PATH =
  "M12 20.6c-.3 0-.6-.1-.9-.4C6.7 16.3 2.5 12.9 2.5 8.7 2.5 5.6 4.9 3.4 7.7 3.4c1.7 0 3.3.8 4.3 2.1 1-1.3 2.6-2.1 4.3-2.1 2.8 0 5.2 2.2 5.2 5.3 0 4.2-4.2 7.6-8.6 11.5-.3.3-.6.4-.9.4Z";
