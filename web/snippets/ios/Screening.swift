import CallKit

/// Run this when the app opens, and from a BGAppRefreshTask; the list changes once an hour at most for those who ask.
func refreshScreening() async throws {
    try await ListUpdate(key: "name+hash+base64", file: .wanted).run()
    try await CXCallDirectoryManager.sharedInstance.reloadExtension(withIdentifier: "org.example.screening.CallDirectory")
}
