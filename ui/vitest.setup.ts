// jsdom has the element but not its methods: the tests need only whether the dialog is open.
const dialog = globalThis.HTMLDialogElement?.prototype;
if (dialog && !dialog.showModal) {
  dialog.showModal = function showModal() {
    this.setAttribute("open", "");
  };
  dialog.close = function close() {
    if (!this.hasAttribute("open")) return;
    this.removeAttribute("open");
    this.dispatchEvent(new Event("close"));
  };
}

// jsdom lays nothing out, so there is nothing to scroll.
const element = globalThis.Element?.prototype;
if (element && !element.scrollIntoView) element.scrollIntoView = () => undefined;

// Nor is there anything whose size could change.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
globalThis.scrollTo = () => undefined;
