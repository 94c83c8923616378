// Keeps between two builds what makes the second one quick: what Broadsheet found out
// (.broadsheet), the pages that it then need not make again (public), and pip's downloads.
// All of it may be lost at any time, so nothing here ends a build.

const KEPT = [".broadsheet", "public", ".cache/pip"];

async function each(deed, act) {
  for (const folder of KEPT) {
    try {
      const found = await act(folder);
      console.log(`$${folder}: $${found ? deed : "nothing there"}`);
    } catch (error) {
      console.warn(`$${folder}: not $${deed} ($${error.message})`);
    }
  }
}

module.exports = {
  onPreBuild: ({ utils }) => each("restored", (folder) => utils.cache.restore(folder)),
  onPostBuild: ({ utils }) => each("saved", (folder) => utils.cache.save(folder)),
};
