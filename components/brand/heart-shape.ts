// The path of the heart in a 24 × 24 box. Every heart of the product (button, logo, burst, icon) is drawn
// from it.

export const HEART_PATH =
  "M12 6.2C11 4.5 9.3 3.4 7.5 3.4A5.3 5.3 0 0 0 2.2 8.7C2.2 11 3.4 12.7 4.9 14.2L10.8 20.1A1.7 1.7 0 0 0 13.2 20.1L19.1 14.2C20.6 12.7 21.8 11 21.8 8.7A5.3 5.3 0 0 0 16.5 3.4C14.7 3.4 13 4.5 12 6.2Z";
