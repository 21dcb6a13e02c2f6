/** Progress on a terminal, and nothing anywhere else. */

const WIDTH = 24;

/**
 * Bars for the blobs of one operation, on one line that is gone afterwards.
 * @param {NodeJS.WriteStream} stream
 */
export function progressBars(stream) {
  if (!stream.isTTY) return { blob: undefined, upload: undefined, end() {} };
  let shown = false;
  let total = 0;
  const blobs = new Map();
  const draw = () => {
    const sum = [...blobs.values()].reduce((a, b) => ({ done: a.done + b.done, total: a.total + b.total }), { done: 0, total: 0 });
    total = Math.max(total, sum.total);
    const share = total === 0 ? 1 : Math.min(1, sum.done / total);
    const filled = Math.round(share * WIDTH);
    stream.write(`\r\x1b[K${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${bytes(sum.done)} of ${bytes(total)}`);
    shown = true;
  };
  return {
    blob({ digest, transferred, total: size }) {
      blobs.set(digest, { done: transferred, total: size });
      draw();
    },
    upload(sent, size, { url }) {
      blobs.set(decodeURIComponent(/digest=([^&]*)/.exec(url)?.[1] ?? url), { done: sent, total: size });
      draw();
    },
    end() {
      if (shown) stream.write("\r\x1b[K");
    },
  };
}

function bytes(count) {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}
