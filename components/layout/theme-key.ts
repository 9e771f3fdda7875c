// Where this browser keeps the chosen theme.
export const THEME_KEY = "heartwire.theme";
