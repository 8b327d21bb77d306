// The engine: loads it once, asks it in JSON. What is asked stays on this page.

const COMPILED = { "Content-Type": "application/wasm" };

async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // Some hosts do not know the type, without which a stream is refused.
  return WebAssembly.compileStreaming(new Response(response.body, { headers: COMPILED }));
}

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Hands bytes to one of the engine's functions; gives the text that it answers. */
function hand(exports, name, sent) {
  const pointer = exports.take(sent.length);
  if (pointer === 0 && sent.length > 0) throw new Error("there is not enough memory");
  // Views are made anew each time: memory that grows leaves old ones behind.
  new Uint8Array(exports.memory.buffer, pointer, sent.length).set(sent);
  const packed = BigInt.asUintN(64, exports[name](pointer, sent.length));
  const [at, length] = [Number(packed >> 32n), Number(packed & 0xffffffffn)];
  const text = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length));
  exports.give(at, length);
  return JSON.parse(text);
}

async function start(module, facts) {
  const { exports } = await WebAssembly.instantiate(module);
  for (const file of facts) {
    const { error } = hand(exports, "load", file);
    if (error) throw new Error(error.message);
  }
  return exports;
}

/**
 * Opens the engine over files of facts. Gives a function that answers requests, such as
 * `{tool: "explain", text, situation, draw: true}`.
 */
export async function open(url, ...files) {
  const [module, ...facts] = await Promise.all([compile(url), ...files.map(bytes)]);
  performance.mark("engine-arrived");
  let exports = await start(module, facts);
  performance.mark("engine-ready");
  return async (request) => {
    try {
      exports ??= await start(module, facts);
      return hand(exports, "call", new TextEncoder().encode(JSON.stringify(request)));
    } catch (error) {
      // After a trap its memory cannot be trusted; the next request gets a fresh one.
      exports = null;
      throw error;
    }
  };
}
