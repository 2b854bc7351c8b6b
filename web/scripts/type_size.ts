// Changes the size of type in place, so that what was typed into a form is not lost by going to /preferences and back. The
// form's own post keeps the choice; here it is sent along quietly.

const classes = ["app-type-18", "app-type-24", "app-type-30"];

export function switchTypeSizeInPlace(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-type-size]");
  if (!form) {
    return;
  }
  const buttons = form.querySelectorAll<HTMLButtonElement>('button[name="size"]');
  if (buttons.length < 2) {
    return; // the single switch shows more sizes once it is used: that takes a new page
  }
  buttons.forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const answer = new URLSearchParams({ size: button.value, next: "/" });
      fetch(form.action, { method: "POST", body: answer, redirect: "manual" }).catch(() => form.requestSubmit?.(button));
      document.documentElement.classList.remove(...classes);
      if (button.value !== "") {
        document.documentElement.classList.add(`app-type-${button.value}`);
      }
      buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    });
  });
}
