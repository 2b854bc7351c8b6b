// Shows the question within an answer only while that answer is chosen, and lets 都没有 clear the other ticks. GOV.UK
// Frontend's own script sets aria-expanded on radios, which ARIA does not allow: screen readers hear the question appear by
// its place, right after the answer.

export function revealWhatIsChosen(): void {
  for (const group of document.querySelectorAll<HTMLElement>("[data-choices]")) {
    const inputs = [...group.querySelectorAll<HTMLInputElement>("input[data-choice]")];
    const show = (): void => {
      for (const input of inputs) {
        const within = input.dataset.reveals ? document.getElementById(input.dataset.reveals) : null;
        within?.classList.toggle(`govuk-${input.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`, !input.checked);
      }
    };
    group.addEventListener("change", (event) => {
      const changed = event.target;
      if (changed instanceof HTMLInputElement && changed.type === "checkbox" && changed.checked && inputs.includes(changed)) {
        const apart = "apart" in changed.dataset;
        inputs.filter((one) => one !== changed && (apart || "apart" in one.dataset)).forEach((one) => (one.checked = false));
      }
      show();
    });
    show();
    window.addEventListener("pageshow", show); // a browser that goes back restores the ticks after the script ran
  }
}
