/**
 * On the page that says that a page was not found: some mail programs write the # of a link as %23, and then the server is
 * asked for a page of that name. The link leads on to where it was meant to.
 */

{
  const ENCODED = /%(25)*23/i; // also where that was done more than once
  const { pathname, search, origin } = location;
  const [path = "", ...fragment] = pathname.split(ENCODED).filter((_, at) => at % 2 === 0);
  if (fragment.length) location.replace(`${origin}${path.replace(/\/?$/, "/")}${search}#${fragment.join("#")}`);
}
