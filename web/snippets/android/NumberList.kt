package org.example.screening

import java.io.File
import java.io.IOException
import java.io.RandomAccessFile
import java.net.HttpURLConnection
import java.net.URL
import java.nio.ByteBuffer
import java.nio.LongBuffer
import java.nio.channels.FileChannel

/** The numbers reported as scams, in a file: the version of the list, then the numbers in ascending order, 8 bytes each. */
class NumberList(private val file: File, private val service: String = SERVICE) {
    /** Reports whether a number, as +12025550103, is on the list. It reads a few pages of the file and asks nobody. */
    fun has(number: String): Boolean {
        val digits = number.removePrefix("+").toLongOrNull() ?: return false
        val kept = kept()
        var low = 1
        var high = kept.limit()
        while (low < high) {
            val middle = (low + high) ushr 1
            if (kept.get(middle) < digits) low = middle + 1 else high = middle
        }
        return low < kept.limit() && kept.get(low) == digits
    }

    /** Asks for what changed since the version that is here. */
    fun update() {
        val old = kept()
        val version = if (old.hasRemaining()) old.get(0) else 0
        var answer = ask(version)
        if (version != 0L && (answer.first == 400 || answer.first == 410)) answer = ask(0) // too old, or not known there
        if (answer.first != 200) throw IOException("status ${answer.first}")
        val change = CompactList.read(answer.second)
        when {
            change.demonstration -> keep(0, LongArray(0)) // of made-up data nobody is warned
            change.base == 0L -> keep(change.version, change.added)
            change.base == version -> keep(change.version, changed(old, change))
            else -> throw IOException("not what was asked for")
        }
    }

    private fun ask(since: Long): Pair<Int, ByteArray> {
        val connection = URL("$service/v1/feeds/numbers.rfl?since=$since").openConnection() as HttpURLConnection
        try {
            connection.connectTimeout = 10_000
            connection.readTimeout = 30_000
            val status = connection.responseCode
            return Pair(status, if (status == 200) connection.inputStream.readBytes() else ByteArray(0))
        } finally {
            connection.disconnect()
        }
    }

    private fun changed(old: LongBuffer, change: CompactList): LongArray {
        val all = LongArray(old.limit() - 1 + change.added.size)
        var n = 0
        var added = 0
        var removed = 0
        for (i in 1 until old.limit()) {
            val number = old.get(i)
            while (added < change.added.size && change.added[added] < number) all[n++] = change.added[added++]
            if (added < change.added.size && change.added[added] == number) added++
            while (removed < change.removed.size && change.removed[removed] < number) removed++
            if (removed == change.removed.size || change.removed[removed] != number) all[n++] = number
        }
        while (added < change.added.size) all[n++] = change.added[added++]
        return all.copyOf(n)
    }

    private fun kept(): LongBuffer {
        if (!file.exists()) return LongBuffer.allocate(0)
        return RandomAccessFile(file, "r").use { it.channel.map(FileChannel.MapMode.READ_ONLY, 0, it.length()).asLongBuffer() }
    }

    /** Whoever reads meanwhile reads the old file to its end. */
    private fun keep(version: Long, numbers: LongArray) {
        val bytes = ByteBuffer.allocate(8 + 8 * numbers.size)
        bytes.asLongBuffer().put(version).put(numbers)
        val next = File(file.path + ".next")
        next.writeBytes(bytes.array())
        if (!next.renameTo(file)) throw IOException("cannot replace the list")
    }
}
