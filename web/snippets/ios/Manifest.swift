import CryptoKit
import Foundation

/// What is signed of a version: a signed note (C2SP signed-note) whose text is one line of JSON.
struct Manifest: Decodable {
    struct File: Decodable {
        let name: String
        let sha256: String
    }

    let version: Int64
    let files: [File]

    enum Failure: Error { case key, signature }

    /// Reads a manifest that this key signed, which is written as name+hash+base64.
    init(note: Data, key: String) throws {
        let parts = key.split(separator: "+", maxSplits: 2)
        guard parts.count == 3, let coded = Data(base64Encoded: String(parts[2])), coded.count == 33, coded.first == 1 else { throw Failure.key }
        let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: coded.dropFirst())
        let hash = Data(SHA256.hash(data: Data("\(parts[0])\n".utf8) + coded).prefix(4))

        guard let end = note.range(of: Data("\n\n".utf8), options: .backwards) else { throw Failure.signature }
        let text = note[..<(end.lowerBound + 1)]
        let signed = String(decoding: note[end.upperBound...], as: UTF8.self).split(separator: "\n").contains { line in
            guard line.hasPrefix("— \(parts[0]) "), let last = line.split(separator: " ").last,
                let signature = Data(base64Encoded: String(last)), signature.prefix(4) == hash
            else { return false }
            return verifier.isValidSignature(signature.dropFirst(4), for: text)
        }
        guard signed else { throw Failure.signature }
        self = try JSONDecoder().decode(Manifest.self, from: text)
    }

    /// Reports whether a file is what the manifest says.
    func lists(_ body: Data, as name: String) -> Bool {
        let sum = SHA256.hash(data: body).map { String(format: "%02x", $0) }.joined()
        return files.contains { $0.name == name && $0.sha256 == sum }
    }
}
