import Foundation

/// Numbers as integers, ascending, in a file that the app and its extensions share: the version of the list, then the numbers.
struct NumberFile {
    static let group = "group.org.example.screening"

    let url: URL

    /// The list as it was last fetched, the one that the phone is being given, and the one that it has.
    static let wanted = NumberFile(named: "wanted")
    static let giving = NumberFile(named: "giving")
    static let given = NumberFile(named: "given")

    init(url: URL) { self.url = url }

    private init(named name: String) {
        url = FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: Self.group)!.appendingPathComponent(name)
    }

    /// Hands over the version and the numbers. The file is mapped, not loaded: extensions have little memory.
    func read<Result>(_ body: (Int64, UnsafeBufferPointer<Int64>) throws -> Result) throws -> Result {
        guard FileManager.default.fileExists(atPath: url.path) else { return try body(0, UnsafeBufferPointer(start: nil, count: 0)) }
        return try Data(contentsOf: url, options: .alwaysMapped).withUnsafeBytes { bytes in
            let all = bytes.bindMemory(to: Int64.self)
            return try body(all[0], UnsafeBufferPointer(rebasing: all[1...]))
        }
    }

    func write(version: Int64, numbers: [Int64]) throws {
        try ([version] + numbers).withUnsafeBytes { try Data($0).write(to: url, options: .atomic) }
    }

    func copy(_ other: NumberFile) throws {
        try? FileManager.default.removeItem(at: url)
        if FileManager.default.fileExists(atPath: other.url.path) { try FileManager.default.copyItem(at: other.url, to: url) }
    }
}

/// Tells what must be removed from one list, and added, to get another. Both are ascending, and so is what is told.
func difference(
    from old: UnsafeBufferPointer<Int64>, to new: UnsafeBufferPointer<Int64>,
    remove: (Int64) -> Void, add: (Int64) -> Void
) {
    var i = 0, j = 0
    while i < old.count || j < new.count {
        if j == new.count || (i < old.count && old[i] < new[j]) {
            remove(old[i])
            i += 1
        } else if i == old.count || new[j] < old[i] {
            add(new[j])
            j += 1
        } else {
            i += 1
            j += 1
        }
    }
}
