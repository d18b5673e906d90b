/** Posts, and gives what came back, or a failure that looks like an answer. */
export async function send(url, headers, body) {
  const start = performance.now();
  try {
    const response = await fetch(url, { method: "POST", headers, body });
    const content = new Uint8Array(await response.arrayBuffer());
    return {
      ok: response.ok,
      status: `${response.status} ${response.statusText}`.trim(),
      headers: response.headers,
      content,
      milliseconds: performance.now() - start,
    };
  } catch {
    const content = new TextEncoder().encode("The server cannot be reached. Is it still running?");
    return { ok: false, status: "No answer", headers: new Headers(), content, milliseconds: performance.now() - start };
  }
}
