using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>
/// The tensor of an input while its rows are filled, in their order and element by element. Not thread-safe.
/// </summary>
internal sealed class InputRows : IDisposable
{
    private readonly TensorShape _shape;
    private readonly TensorBufferWriter? _texts;
    private Tensor? _numbers;

    public InputRows(TensorSpec spec, int rows, int width)
    {
        Width = width;
        _shape = spec.Shape.Rank == 1 ? new TensorShape(rows) : new TensorShape(rows, width);
        if (spec.DataType == DataType.Bytes)
            _texts = new TensorBufferWriter();
        else
            _numbers = Tensor.Allocate(spec.DataType, _shape);
    }

    /// <summary>Elements of a row.</summary>
    public int Width { get; }

    public Span<T> Numbers<T>()
        where T : unmanaged => _numbers!.AsSpan<T>();

    /// <summary>Appends the next text.</summary>
    public void Append(ReadOnlySpan<byte> text) => BytesElements.Append(_texts!, text);

    /// <summary>The tensor, which becomes the caller's.</summary>
    public Tensor Detach()
    {
        if (_texts is not null)
        {
            var length = _texts.WrittenLength;
            return new Tensor(DataType.Bytes, _shape, _texts.Detach(), length);
        }

        var numbers = _numbers!;
        _numbers = null;
        return numbers;
    }

    public void Dispose()
    {
        _texts?.Dispose();
        _numbers?.Dispose();
    }
}
