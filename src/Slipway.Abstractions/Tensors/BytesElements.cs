using System.Buffers.Binary;

namespace Slipway.Tensors;

/// <summary>
/// The elements of a <see cref="DataType.Bytes"/> tensor, in order. In memory each is a 4-byte little-endian length
/// followed by that many bytes: the form of the binary tensor extension and of gRPC's raw contents, so those travel
/// without a change.
/// </summary>
public readonly ref struct BytesElements(ReadOnlySpan<byte> framed)
{
    /// <summary>Bytes in front of each element.</summary>
    public const int PrefixLength = sizeof(uint);

    private readonly ReadOnlySpan<byte> _framed = framed;

    public Enumerator GetEnumerator() => new(_framed);

    /// <summary>Appends one element to a writer.</summary>
    public static void Append(TensorBufferWriter writer, ReadOnlySpan<byte> element)
    {
        var span = writer.GetSpan(checked(PrefixLength + element.Length));
        BinaryPrimitives.WriteInt32LittleEndian(span, element.Length);
        element.CopyTo(span[PrefixLength..]);
        writer.Advance(PrefixLength + element.Length);
    }

    /// <summary>
    /// Walks the frames: true where they are whole and end exactly at the end of <paramref name="framed"/>.
    /// <paramref name="count"/> is the number of whole elements found, also on failure.
    /// </summary>
    public static bool TryCount(ReadOnlySpan<byte> framed, out long count)
    {
        count = 0;
        while (!framed.IsEmpty)
        {
            if (framed.Length < PrefixLength)
                return false;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(framed);
            if (length > (uint)(framed.Length - PrefixLength))
                return false;
            framed = framed[(PrefixLength + (int)length)..];
            count++;
        }

        return true;
    }

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> framed)
        {
            _rest = framed;
        }

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            Current = _rest.Slice(PrefixLength, length);
            _rest = _rest[(PrefixLength + length)..];
            return true;
        }
    }
}
