using System.Text;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Handlers.Rows;

/// <summary>Rows of one text or byte string, or of an array of them.</summary>
/// <typeparam name="T">String, or byte[].</typeparam>
internal sealed class BytesColumn<T>(
    TensorSpec spec,
    int? length,
    BytesColumn<T>.Decoder decode,
    Func<T, byte[]> encode
) : Column(spec, length)
    where T : class
{
    public delegate T Decoder(ReadOnlySpan<byte> element);

    public override object[] Read(Tensor tensor)
    {
        var elements = new T[tensor.ElementCount];
        var at = 0;
        foreach (var element in tensor.Elements)
        {
            elements[at++] = decode(element);
        }

        if (!IsArray)
            return elements;
        var rows = new object[tensor.Shape[0]];
        var perRow = PerRow(tensor);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = elements.AsSpan(row * perRow, perRow).ToArray();
        }

        return rows;
    }

    public override Tensor Write(IReadOnlyList<object?> values)
    {
        var perRow = IsArray ? CommonLength<T>(values) : 1;
        using var writer = new TensorBufferWriter();
        for (var row = 0; row < values.Count; row++)
        {
            if (!IsArray)
            {
                BytesElements.Append(writer, encode((T)Present(values[row], row)));
                continue;
            }

            foreach (var element in (T[])values[row]!)
            {
                BytesElements.Append(writer, encode((T)Present(element, row)));
            }
        }

        var written = writer.WrittenLength;
        return new Tensor(DataType.Bytes, ShapeOf(values.Count, perRow), writer.Detach(), written);
    }
}

/// <summary>The two kinds of elements.</summary>
internal static class BytesColumns
{
    public static Column OfTexts(TensorSpec spec, int? length) =>
        new BytesColumn<string>(spec, length, static bytes => Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetBytes);

    public static Column OfBytes(TensorSpec spec, int? length) =>
        new BytesColumn<byte[]>(spec, length, static bytes => bytes.ToArray(), static bytes => bytes);
}
