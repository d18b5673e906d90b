using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// The classes of each example with their scores (TensorFlow Serving's <c>ClassificationResult</c>): a view of the
/// response's tensors, which stay the response's. Thread-safe.
/// </summary>
public sealed class ClassificationResult
{
    private readonly Tensor? _classes;
    private readonly Tensor? _scores;
    private readonly IReadOnlyList<string> _labels;

    // Where each element of the classes begins, where they are BYTES.
    private readonly int[] _offsets;

    internal ClassificationResult(Tensor? classes, Tensor? scores, IReadOnlyList<string> labels)
    {
        (_classes, _scores, _labels) = (classes, scores, labels);
        var shape = (classes ?? scores)!.Shape;
        (ExampleCount, ClassCount) = ((int)shape[0], (int)shape[1]);
        _offsets = classes is { DataType: DataType.Bytes } ? Offsets(classes) : [];
    }

    public int ExampleCount { get; }

    /// <summary>Classes of one example; the same for all.</summary>
    public int ClassCount { get; }

    /// <summary>The label of a class; empty where the model has none for it.</summary>
    public string Label(int example, int @class)
    {
        if (_classes is null)
            return @class < _labels.Count ? _labels[@class] : "";
        var index = example * ClassCount + @class;
        if (_classes.DataType != DataType.Bytes)
            return Number(_classes, index);
        var element = _classes.Bytes[_offsets[index]..];
        return Encoding.UTF8.GetString(
            element.Slice(BytesElements.PrefixLength, BinaryPrimitives.ReadInt32LittleEndian(element))
        );
    }

    /// <summary>The score of a class; 0 where the model has none.</summary>
    public float Score(int example, int @class) =>
        _scores is null ? 0 : FloatElements.At(_scores, example * ClassCount + @class);

    private static int[] Offsets(Tensor classes)
    {
        var offsets = new int[classes.ElementCount];
        var (index, offset) = (0, 0);
        foreach (var element in classes.Elements)
        {
            offsets[index++] = offset;
            offset += BytesElements.PrefixLength + element.Length;
        }

        return offsets;
    }

    private static string Number(Tensor tensor, int index)
    {
        IFormattable value = tensor.DataType switch
        {
            DataType.UInt8 => tensor.AsSpan<byte>()[index],
            DataType.UInt16 => tensor.AsSpan<ushort>()[index],
            DataType.UInt32 => tensor.AsSpan<uint>()[index],
            DataType.UInt64 => tensor.AsSpan<ulong>()[index],
            DataType.Int8 => tensor.AsSpan<sbyte>()[index],
            DataType.Int16 => tensor.AsSpan<short>()[index],
            DataType.Int32 => tensor.AsSpan<int>()[index],
            _ => tensor.AsSpan<long>()[index],
        };
        return value.ToString(null, CultureInfo.InvariantCulture);
    }
}
