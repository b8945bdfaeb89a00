package org.example.screening

import java.io.IOException
import java.nio.BufferUnderflowException
import java.nio.ByteBuffer
import java.util.zip.CRC32

/** What /v1/feeds/numbers.rfl says: the whole list when base is 0, else what changed in the version base. */
class CompactList private constructor(
    val demonstration: Boolean,
    val version: Long,
    val base: Long,
    val added: LongArray, // numbers without their plus sign, ascending
    val removed: LongArray,
) {
    companion object {
        fun read(bytes: ByteArray): CompactList {
            val end = bytes.size - 4
            if (end < 45 || CRC32().apply { update(bytes, 0, end) }.value.toInt() != ByteBuffer.wrap(bytes).getInt(end)) {
                throw IOException("damaged")
            }
            val from = ByteBuffer.wrap(bytes, 0, end)
            if (from.getInt() != 0x52464C31) throw IOException("not RFL1")
            try {
                val demonstration = from.get() == 1.toByte()
                val version = from.getLong()
                val base = from.getLong()
                from.getLong() // when it was published
                return CompactList(demonstration, version, base, numbers(from), numbers(from))
            } catch (e: BufferUnderflowException) {
                throw IOException("cut short", e)
            }
        }

        private fun numbers(from: ByteBuffer): LongArray {
            val count = from.getLong()
            if (count == 0L) return LongArray(0)
            if (count !in 1..(1L shl 25)) throw IOException("no such list")
            val all = LongArray(count.toInt())
            all[0] = from.getLong()
            val k = from.get().toInt()
            val size = from.getLong()
            if (k !in 0..49 || size !in 0..from.remaining().toLong() || count - 1 > 8 * size) throw IOException("no such gaps")
            val bits = Bits(ByteArray(size.toInt()).also { from.get(it) })
            for (i in 1 until all.size) all[i] = all[i - 1] + bits.gap(k) + 1
            return all
        }
    }

    /** Reads Golomb-Rice coded gaps, the highest bit of a byte first. */
    private class Bits(private val bytes: ByteArray) {
        private var at = 0

        fun gap(k: Int): Long {
            var ones = 0
            while (ones < 32 && next(1) == 1L) ones++
            return if (ones == 32) next(50) else (ones.toLong() shl k) or next(k)
        }

        private fun next(n: Int): Long {
            if (at + n > 8 * bytes.size) throw IOException("cut short")
            var value = 0L
            repeat(n) {
                value = (value shl 1) or ((bytes[at ushr 3].toInt() ushr (7 - (at and 7))) and 1).toLong()
                at++
            }
            return value
        }
    }
}
