/** Questions to the person at the terminal. */

/** Standard input to its end. */
export async function readAll(stdin) {
  const pieces = [];
  for await (const piece of stdin) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * Asks for one line. A silent answer is not echoed, which needs a terminal; the error without one is the one Go gives.
 */
export async function ask(prompt, { stdin, stdout, silent = false }) {
  stdout.write(prompt);
  if (silent && !stdin.isTTY) throw new Error("inappropriate ioctl for device");
  if (silent) return hidden(stdin, stdout);
  const line = await readLine(stdin);
  if (line === null) throw new Error("EOF");
  return line;
}

function readLine(stdin) {
  return new Promise((resolve, reject) => {
    let text = "";
    const stop = (value) => {
      stdin.off("data", onData).off("end", onEnd).off("error", reject).pause();
      resolve(value);
    };
    const onData = (piece) => {
      text += piece.toString("utf8");
      const end = text.indexOf("\n");
      if (end < 0) return;
      stop(text.slice(0, end).replace(/\r$/, ""));
      const rest = text.slice(end + 1);
      if (rest) stdin.unshift(Buffer.from(rest)); // after nobody listens any more: it would come here again at once
    };
    const onEnd = () => stop(text === "" ? null : text);
    stdin.on("data", onData).on("end", onEnd).on("error", reject).resume();
  });
}

function hidden(stdin, stdout) {
  return new Promise((resolve, reject) => {
    let text = "";
    stdin.setRawMode(true);
    stdin.resume();
    const stop = (finish) => {
      stdin.off("data", onData).setRawMode(false);
      stdin.pause();
      stdout.write("\n");
      finish();
    };
    const onData = (piece) => {
      for (const char of piece.toString("utf8")) {
        if (char === "\r" || char === "\n") return stop(() => resolve(text));
        if (char === "\x03") return stop(() => reject(Object.assign(new Error("interrupted"), { silent: true })));
        if (char === "\x04" && text === "") return stop(() => reject(new Error("EOF")));
        if (char === "\x7f" || char === "\b") text = [...text].slice(0, -1).join("");
        else text += char;
      }
    };
    stdin.on("data", onData);
  });
}
