// Lets a style carry the custom properties that our animations read.
import "react";

declare module "react" {
  interface CSSProperties {
    "--turn"?: string;
    "--way"?: string;
    "--shift"?: string;
  }
}
