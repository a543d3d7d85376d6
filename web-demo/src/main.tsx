// Where the page begins.

import { render } from "preact";

import "./styles.css";
import { App } from "./app.js";
import { begin, onChange } from "./session.js";

const root = document.createElement("div");
root.id = "app";
document.body.append(root);

const draw = () => render(<App />, root);
onChange(draw);
draw();
void begin();

// For the next time, without a network. What is shown does not wait for it.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => void navigator.serviceWorker.register("./service-worker.js").catch(() => {}));
}
