package analyzer

// At says what stands at a path from the root, a file or a folder: Resolved, Missing, Untracked, or
// Dynamic where that is not known, as it lies outside, behind a link, or in a repository of its own.
func (r *Repo) At(name string) ImportState { return r.loader.tree.At(name) }
