namespace Slipway.Importers.SavedModel.Bundle;

/// <summary>Reads bytes in order and refuses to read past their end.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new ImportException(ImportReasons.Corrupt, "The variables' index is cut off.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A number of seven bits in each byte, the lowest first.</summary>
    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new ImportException(ImportReasons.Corrupt, "The variables' index has a number without end.");
    }

    /// <summary>A varint that counts bytes.</summary>
    public int Length()
    {
        var value = Varint();
        return value <= int.MaxValue
            ? (int)value
            : throw new ImportException(ImportReasons.Corrupt, "The variables' index has a length past all bounds.");
    }
}
