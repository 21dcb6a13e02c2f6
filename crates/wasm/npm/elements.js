/** Custom elements. Importing this module defines `<chartroom-manifest>` and `<chartroom-chart>`. */

import { ChartroomChart } from "./elements/chart.js";
import { ChartroomManifest } from "./elements/manifest.js";

export { ChartroomChart, ChartroomManifest };

for (const [name, element] of [
  ["chartroom-manifest", ChartroomManifest],
  ["chartroom-chart", ChartroomChart],
]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
