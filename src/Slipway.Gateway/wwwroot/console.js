// Starts the circuit, and brings it back: a gateway that restarts knows no circuits, so the page is loaded anew.
Blazor.start({
  circuit: {
    configureSignalR: (builder) => builder.withUrl("_blazor", { transport: 1, skipNegotiation: true }),
    reconnectionOptions: {
      maxRetries: 1_000_000,
      retryIntervalMilliseconds: (tries) => Math.min(500 * 2 ** tries, 5_000),
    },
  },
});

document
  .getElementById("components-reconnect-modal")
  .addEventListener("components-reconnect-state-changed", (event) => {
    if (event.detail.state === "rejected" || event.detail.state === "resume-failed") location.reload();
    if (event.detail.state === "retrying") signInAgain();
  });

// Sessions end with the gateway too; then no circuit is opened before somebody has signed in.
const signInAgain = async () => {
  try {
    const page = await fetch(document.baseURI, { cache: "no-store", redirect: "manual" });
    if (page.status === 401) location.reload();
  } catch {
    // It is not there yet.
  }
};

window.slipway = {
  // Minutes to add to UTC for the viewer's clock.
  clock: () => -new Date().getTimezoneOffset(),

  // Follows the end of a list of lines, as long as its reader is there.
  follow: (element) => {
    element.scrollTop = element.scrollHeight;
  },

  copy: (text) => navigator.clipboard?.writeText(text),
};
