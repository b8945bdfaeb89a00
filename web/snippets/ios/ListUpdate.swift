import Foundation

/// What /v1/feeds/callkit/86.json says: the whole list when base is 0, else what changed in the version base.
struct Change: Decodable {
    let version: Int64
    let base: Int64
    let add: [Int64]
    let remove: [Int64]
    let demonstration: Bool?
}

/// Brings the list of one country up to date. The app does this, its extensions never.
struct ListUpdate {
    var service = URL(string: "ORIGIN")!
    var callingCode = 86
    var key: String  // of the service, as /v1/feeds/keys shows it: keep it in the app
    var file: NumberFile

    enum Failure: Error { case status(Int), unexpected }

    func run() async throws {
        let (version, old) = try file.read { ($0, Array($1)) }
        var (status, body) = try await fetch("callkit/\(callingCode).json?since=\(version)")
        if version != 0 && (status == 400 || status == 410) {  // too old, or not known there
            (status, body) = try await fetch("callkit/\(callingCode).json?since=0")
        }
        guard status == 200 else { throw Failure.status(status) }
        let change = try JSONDecoder().decode(Change.self, from: body)
        if change.demonstration == true {  // of made-up data nobody is warned
            try file.write(version: 0, numbers: [])
        } else if change.base == 0 {
            let (_, note) = try await fetch("manifest")
            let manifest = try Manifest(note: note, key: key)
            let genuine = change.add.isEmpty || manifest.lists(body, as: "callkit/\(callingCode).json")
            guard manifest.version == change.version && genuine else { throw Failure.unexpected }  // or a newer one came out: try again later
            try file.write(version: change.version, numbers: change.add)
        } else if change.base == version {
            let gone = Set(change.remove)
            try file.write(version: change.version, numbers: Set(old.filter { !gone.contains($0) } + change.add).sorted())
        } else {
            throw Failure.unexpected
        }
    }

    private func fetch(_ feed: String) async throws -> (Int, Data) {
        let (body, response) = try await URLSession.shared.data(from: URL(string: "\(service.absoluteString)/v1/feeds/\(feed)")!)
        return ((response as! HTTPURLResponse).statusCode, body)
    }
}
