using System.Runtime.InteropServices;
using System.Text;
using Slipway.Errors;

namespace Slipway.Tensors;

/// <summary>
/// A typed, shaped view of memory that it owns: row-major, little-endian, without strides. The tensor is the owner
/// of its buffer from construction on and frees it once. Reading from several threads is safe; disposing while
/// another thread reads is not.
/// </summary>
public sealed class Tensor : IDisposable
{
    private readonly TensorBuffer _buffer;

    /// <summary>
    /// Takes ownership of <paramref name="buffer"/>, also when this throws.
    /// </summary>
    /// <param name="dataType">Element type.</param>
    /// <param name="shape">Concrete shape: no negative dimension.</param>
    /// <param name="buffer">Memory with at least <paramref name="byteLength"/> bytes.</param>
    /// <param name="byteLength">
    /// Bytes in use. Fixed-size types: elements × element size. BYTES: the sum of the framed elements
    /// (<see cref="BytesElements"/>).
    /// </param>
    /// <exception cref="ServingException">
    /// InvalidArgument where the bytes are not those that the type and the shape ask for.
    /// </exception>
    public Tensor(DataType dataType, TensorShape shape, TensorBuffer buffer, int byteLength)
    {
        _buffer = buffer;
        DataType = dataType;
        Shape = shape;
        ByteLength = byteLength;
        try
        {
            ElementCount = Validate();
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public DataType DataType { get; }

    public TensorShape Shape { get; }

    public long ElementCount { get; }

    /// <summary>Bytes in use.</summary>
    public int ByteLength { get; }

    /// <summary>The raw content. BYTES elements are framed as <see cref="BytesElements"/> says.</summary>
    public Span<byte> Bytes => _buffer.GetSpan()[..ByteLength];

    /// <summary>The raw content for asynchronous input and output.</summary>
    public Memory<byte> Memory => _buffer.Memory[..ByteLength];

    /// <summary>The address of the first element, stable until disposal.</summary>
    public nint Pointer => _buffer.Pointer;

    /// <summary>The elements of a BYTES tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor is of another type.</exception>
    public BytesElements Elements =>
        DataType == DataType.Bytes
            ? new BytesElements(Bytes)
            : throw new InvalidOperationException($"A {DataType.Name()} tensor has no byte-string elements.");

    /// <summary>A tensor of a fixed-size type over rented memory with undefined content.</summary>
    /// <exception cref="ServingException">TooLarge where the shape asks for over 2 GB.</exception>
    public static Tensor Allocate(DataType dataType, TensorShape shape)
    {
        if (dataType == DataType.Bytes)
            throw new ArgumentException("The size of a BYTES tensor depends on its content.", nameof(dataType));
        var length = ByteLengthOf(dataType, shape);
        return new Tensor(dataType, shape, TensorBuffer.Rent(length), length);
    }

    /// <summary>A tensor with a copy of <paramref name="values"/>; <see cref="DataTypes.Of{T}"/> gives the type.</summary>
    public static Tensor From<T>(ReadOnlySpan<T> values, TensorShape shape)
        where T : unmanaged
    {
        var type = DataTypes.Of<T>() ?? throw new ArgumentException($"No tensor data type carries {typeof(T).Name}.");
        var bytes = MemoryMarshal.AsBytes(values);
        var buffer = TensorBuffer.Rent(bytes.Length);
        bytes.CopyTo(buffer.GetSpan());
        return new Tensor(type, shape, buffer, bytes.Length);
    }

    /// <summary>A BYTES tensor whose elements are the UTF-8 forms of <paramref name="values"/>.</summary>
    public static Tensor FromStrings(IEnumerable<string> values, TensorShape shape)
    {
        using var writer = new TensorBufferWriter();
        foreach (var value in values)
        {
            BytesElements.Append(writer, Encoding.UTF8.GetBytes(value));
        }

        var length = writer.WrittenLength;
        return new Tensor(DataType.Bytes, shape, writer.Detach(), length);
    }

    /// <summary>
    /// The byte length of a fixed-size type in a shape.
    /// </summary>
    /// <exception cref="ServingException">
    /// InvalidArgument for a negative dimension, TooLarge for over 2 GB.
    /// </exception>
    public static int ByteLengthOf(DataType dataType, TensorShape shape)
    {
        if (!shape.TryGetElementCount(out var count))
        {
            throw shape.IsConcrete
                ? ServingException.TooLarge($"A tensor of shape {shape} has too many elements to be held.")
                : ServingException.InvalidArgument(
                    $"Shape {shape} has a negative dimension; data needs sizes of 0 or more."
                );
        }

        var size = dataType.ElementSize();
        if (size != 0 && count > Array.MaxLength / size)
            throw ServingException.TooLarge($"A {dataType.Name()} tensor of shape {shape} is over 2 GB.");
        return checked((int)Math.Min(count, int.MaxValue) * size);
    }

    /// <summary>The elements as <typeparamref name="T"/>; BF16 is read as <see cref="ushort"/>.</summary>
    /// <exception cref="InvalidOperationException">The element size differs.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        var matches =
            DataTypes.Of<T>() == DataType
            || (DataType is DataType.BF16 or DataType.Fp16 && typeof(T) == typeof(ushort))
            || (DataType == DataType.Bool && typeof(T) == typeof(byte));
        return matches
            ? MemoryMarshal.Cast<byte, T>(Bytes)
            : throw new InvalidOperationException($"A {DataType.Name()} tensor cannot be read as {typeof(T).Name}.");
    }

    /// <summary>The elements of a BYTES tensor as text.</summary>
    public string[] ToStrings()
    {
        var result = new string[ElementCount];
        var i = 0;
        foreach (var element in Elements)
        {
            result[i++] = Encoding.UTF8.GetString(element);
        }

        return result;
    }

    /// <summary>
    /// The same elements in another shape. This tensor gives its memory up and is not used any more, also when this
    /// throws.
    /// </summary>
    /// <exception cref="ServingException">InvalidArgument where the shape asks for another number of elements.</exception>
    public Tensor Reshape(TensorShape shape) => new(DataType, shape, _buffer, ByteLength);

    public void Dispose() => _buffer.Dispose();

    public override string ToString() => $"{DataType.Name()}{Shape}";

    private long Validate()
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ByteLength, _buffer.Length);
        var expected = ByteLengthOf(DataType, Shape);
        Shape.TryGetElementCount(out var elements);
        if (DataType != DataType.Bytes)
        {
            return expected == ByteLength
                ? elements
                : throw ServingException.InvalidArgument(
                    $"{DataType.Name()} data of shape {Shape} needs {expected} bytes, but {ByteLength} were given."
                );
        }

        if (!BytesElements.TryCount(Bytes, out var found))
        {
            throw ServingException.InvalidArgument(
                $"BYTES data is cut off after {found} whole elements: each element is a 4-byte little-endian length "
                    + "followed by that many bytes."
            );
        }

        return found == elements
            ? elements
            : throw ServingException.InvalidArgument(
                $"BYTES data of shape {Shape} needs {elements} elements, but {found} were given."
            );
    }
}
