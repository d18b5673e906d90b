namespace Slipway.Onnx;

/// <summary>
/// One dimension of a declared shape: a size, a name (free, but equal wherever the name recurs), or neither (free).
/// Converts from an integer and from a string, so that shapes read as <c>"batch", 16</c>; -1 is free.
/// </summary>
public readonly record struct Dim
{
    private Dim(long? size, string? name)
    {
        Size = size;
        Name = name;
    }

    /// <summary>The size, or null for a free dimension.</summary>
    public long? Size { get; }

    /// <summary>The name of a free dimension, or null.</summary>
    public string? Name { get; }

    /// <summary>A free dimension without a name.</summary>
    public static Dim Free => default;

    public static Dim FromInt64(long size) => size < 0 ? Free : new Dim(size, null);

    public static Dim FromString(string name) => new(null, name);

    public static implicit operator Dim(long size) => FromInt64(size);

    public static implicit operator Dim(string name) => FromString(name);
}
