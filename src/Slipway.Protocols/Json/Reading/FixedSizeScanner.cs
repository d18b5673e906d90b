using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Slipway.Tensors;

namespace Slipway.Protocols.Json.Reading;

/// <summary>Elements of fixed size, written side by side.</summary>
internal sealed class FixedSizeScanner<T, TFormat>(string expectation) : ElementScanner
    where T : unmanaged
    where TFormat : IElementFormat<T>
{
    public override string Expectation => expectation;

    public override ScanResult Scan(ReadOnlySpan<byte> input, bool isComplete, TensorBufferWriter writer, long limit)
    {
        var slots = Slots(writer);
        var used = 0;
        var count = 0L;
        var i = 0;
        var afterComma = false;
        while (true)
        {
            // The last of them is left: what stands behind it is not this loop's to know.
            var most = (int)Math.Min(slots.Length - used, limit - count - 1);
            if (most > 0 && TFormat.TakeRun(input[i..], slots.Slice(used, most), out var run) is > 0 and var taken)
            {
                used += taken;
                count += taken;
                i += run;
                afterComma = true;
                if (input[i] <= ' ')
                    i += SkipWhiteSpace(input[i..]);
            }

            var status = TFormat.Parse(input[i..], isComplete, out var value, out var length);
            if (status != ElementStatus.Done)
            {
                writer.Advance(used * Unsafe.SizeOf<T>());
                return new ScanResult(status, i, count, afterComma);
            }

            if (used == slots.Length)
            {
                writer.Advance(used * Unsafe.SizeOf<T>());
                slots = Slots(writer);
                used = 0;
            }

            slots[used++] = value;
            count++;
            i += length;
            afterComma = false;
            if (count == limit || i == input.Length || input[i] != ',')
            {
                writer.Advance(used * Unsafe.SizeOf<T>());
                return new ScanResult(ElementStatus.Done, i, count, AfterComma: false);
            }

            i++;
            afterComma = true;
            if (i < input.Length && input[i] <= ' ')
                i += SkipWhiteSpace(input[i..]);
        }
    }

    private static Span<T> Slots(TensorBufferWriter writer) =>
        MemoryMarshal.Cast<byte, T>(writer.GetSpan(Unsafe.SizeOf<T>()));
}
