namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>Reads a ValueInfoProto: the name and the outermost type, no deeper.</summary>
internal static class ModelValueReader
{
    private const int MaxNameLength = 64 * 1024;

    public static ModelValue Read(WireReader reader, long parentEnd)
    {
        var end = reader.ReadEnd(parentEnd);
        var value = new ModelValue("", ModelValueKind.Untyped, 0, false, false);
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 2):
                    value = value with { Name = reader.ReadString(end, MaxNameLength) };
                    break;
                case (2, 2):
                    value = Type(reader, end, value);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }

        return value;
    }

    private static ModelValue Type(WireReader reader, long parentEnd, ModelValue value)
    {
        var end = reader.ReadEnd(parentEnd);
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            var kind = (field, wireType) switch
            {
                (1, 2) => ModelValueKind.Tensor,
                (4, 2) => ModelValueKind.Sequence,
                (5, 2) => ModelValueKind.Map,
                (7, 2) => ModelValueKind.Opaque,
                (8, 2) => ModelValueKind.SparseTensor,
                (9, 2) => ModelValueKind.Optional,
                _ => ModelValueKind.Untyped,
            };
            if (kind == ModelValueKind.Tensor)
            {
                value = Tensor(reader, end, value);
                continue;
            }

            if (kind != ModelValueKind.Untyped)
                value = value with { Kind = kind };
            reader.Skip(wireType, end);
        }

        return value;
    }

    private static ModelValue Tensor(WireReader reader, long parentEnd, ModelValue value)
    {
        var end = reader.ReadEnd(parentEnd);
        value = value with { Kind = ModelValueKind.Tensor };
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 0):
                    value = value with { ElementType = (int)reader.ReadVarint() };
                    break;
                case (2, 2):
                    value = value with { HasShape = true, HasFreeDimension = HasFreeDimension(reader, end) };
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }

        return value;
    }

    private static bool HasFreeDimension(WireReader reader, long parentEnd)
    {
        var end = reader.ReadEnd(parentEnd);
        var free = false;
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            if (field != 1 || wireType != 2)
            {
                reader.Skip(wireType, end);
                continue;
            }

            var dimensionEnd = reader.ReadEnd(end);
            var hasSize = false;
            while (reader.TryReadTag(dimensionEnd, out var part, out var partType))
            {
                hasSize |= part == 1;
                reader.Skip(partType, dimensionEnd);
            }

            free |= !hasSize;
        }

        return free;
    }
}
