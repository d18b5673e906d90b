using System.Buffers.Binary;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>
/// Reads the fields of a protobuf message one by one. Lengths are checked against what is there; anything else wrong ends
/// in the error that the caller gives.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message, Func<Exception> wrong)
{
    private ReadOnlySpan<byte> _rest = message;
    private int _wire;

    /// <summary>The number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end. Its value must be taken or skipped.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;

        var tag = Varint();
        Field = (int)(tag >> 3);
        _wire = (int)(tag & 7);
        return true;
    }

    public int Int() => _wire == 0 ? (int)Varint() : throw wrong();

    public bool Bool() => Int() != 0;

    public float Float() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw wrong();

    public ReadOnlySpan<byte> Bytes() => _wire == 2 ? Take(Varint()) : throw wrong();

    public void Skip()
    {
        switch (_wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Take(Varint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw wrong();
        }
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw wrong();

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw wrong();
    }
}
