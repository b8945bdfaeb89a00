import CallKit

/// The Call Directory extension: it gives the phone what changed since it was last asked.
final class CallDirectoryHandler: CXCallDirectoryProvider {
    override func beginRequest(with context: CXCallDirectoryExtensionContext) {
        do {
            try NumberFile.giving.copy(.wanted)  // which the app may replace meanwhile
            try NumberFile.giving.read { _, wanted in
                try NumberFile.given.read { _, given in
                    let nothing = UnsafeBufferPointer<Int64>(start: nil, count: 0)
                    difference(
                        from: context.isIncremental ? given : nothing, to: wanted,
                        remove: { context.removeIdentificationEntry(withPhoneNumber: $0) },
                        add: { context.addIdentificationEntry(withNextSequentialPhoneNumber: $0, label: label) })
                }
            }
            context.completeRequest { expired in
                if !expired { try? NumberFile.given.copy(.giving) }
            }
        } catch {
            context.cancelRequest(withError: error)
        }
    }

    /// What the phone shows while it rings.
    private let label = NSLocalizedString("Reported as a scam", comment: "")
}
