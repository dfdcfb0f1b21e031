// A button with data-confirm asks in a dialog, then sends its form with confirmed=true.
// Without script the server shows a page that asks the same.
const dialog = document.createElement("dialog");
const question = document.createElement("h2");
question.id = "confirm-question";
const consequence = document.createElement("p");
const go = document.createElement("button");
go.className = "button danger";
go.value = "go";
const back = document.createElement("button");
back.className = "button";
back.textContent = "Go back";
const actions = document.createElement("div");
actions.className = "actions";
actions.append(back, go);
const form = document.createElement("form");
form.method = "dialog";
form.append(question, consequence, actions);
dialog.setAttribute("aria-labelledby", question.id);
dialog.append(form);
document.body.append(dialog);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (!button?.form || !button.form.reportValidity()) return;
  event.preventDefault();
  question.textContent = button.dataset.confirm;
  consequence.textContent = button.dataset.consequence ?? "";
  go.textContent = button.textContent;
  dialog.returnValue = "";
  dialog.showModal();
  back.focus();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "go") return;
    const sure = document.createElement("input");
    sure.type = "hidden";
    sure.name = "confirmed";
    sure.value = "true";
    button.form.append(sure);
    // The button's own name and value go along, without another click.
    button.form.noValidate = true;
    button.form.requestSubmit(button);
  }, { once: true });
});
