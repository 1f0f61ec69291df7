// A finding's story, drawn by the report's own scripts from the data in the page.
"use strict";

{
  const { data, finding, campaign } = jingling;
  const holder = finding.holder;
  const page = data.campaigns.length ? campaign : finding;

  // Ways, actions and headings are the console's own.
  finding.ways = () => "";
  campaign.ways = () => "";
  finding.now = () => "";
  finding.campaign = (name) => (data.pages[name] ? jingling.make("a", { href: data.pages[name] }, name) : name);

  const draw = () => {
    page.place = 0;
    page.draw();
    holder.querySelector("h1")?.remove();
    holder.querySelector(".who")?.remove();
    const aside = holder.querySelector(".story > aside");
    // beside the console's own aside this is one more part of the story
    if (aside?.children.length) aside.replaceWith(jingling.make("div", {}, ...aside.children));
    else aside?.remove();
    holder.querySelector(".lead")?.remove();
  };

  jingling.redraws.add(draw);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) jingling.redraw();
    width = innerWidth;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", jingling.redraw);
  matchMedia("print").addEventListener("change", jingling.redraw);
  draw();
}
