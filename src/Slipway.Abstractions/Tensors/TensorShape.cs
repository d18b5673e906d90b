using System.Text;

namespace Slipway.Tensors;

/// <summary>
/// The extents of a tensor, outermost first. Of data every extent is 0 or more; in a signature -1 is a free
/// dimension. Rank 0 is a scalar. Immutable, compared by value.
/// </summary>
public readonly struct TensorShape : IEquatable<TensorShape>
{
    /// <summary>The highest rank accepted anywhere; ONNX Runtime's own tensors stay below it.</summary>
    public const int MaxRank = 32;

    private readonly long[]? _dims;

    /// <summary>Takes a copy of <paramref name="dims"/>.</summary>
    public TensorShape(params ReadOnlySpan<long> dims)
    {
        _dims = dims.IsEmpty ? null : dims.ToArray();
    }

    private TensorShape(long[] dims)
    {
        _dims = dims;
    }

    public static TensorShape Scalar => default;

    public int Rank => _dims?.Length ?? 0;

    public ReadOnlySpan<long> Dimensions => _dims;

    public long this[int index] => (_dims ?? [])[index];

    /// <summary>True where no dimension is free.</summary>
    public bool IsConcrete => !Dimensions.ContainsAnyInRange(long.MinValue, -1);

    /// <summary>Wraps an array that the caller gives up: it must not change afterwards.</summary>
    public static TensorShape Wrap(long[] dims) => new(dims);

    /// <summary>The extents as an array for engines that want one; not to be changed.</summary>
    public long[] AsArray() => _dims ?? [];

    /// <summary>
    /// The number of elements; false where a dimension is negative or the product does not fit 63 bits.
    /// </summary>
    public bool TryGetElementCount(out long count)
    {
        count = 1;
        var overflow = false;
        foreach (var dim in Dimensions)
        {
            if (dim < 0)
                return false;
            if (dim == 0)
            {
                // A zero anywhere makes the tensor empty however large the other extents are.
                count = 0;
            }
            else if (count > long.MaxValue / dim)
            {
                overflow = true;
            }
            else
            {
                count *= dim;
            }
        }

        return count == 0 || !overflow;
    }

    /// <summary>
    /// Whether data of shape <paramref name="actual"/> fits this signature shape: same rank, and each fixed
    /// dimension equal.
    /// </summary>
    public bool Accepts(TensorShape actual)
    {
        var mine = Dimensions;
        var theirs = actual.Dimensions;
        if (mine.Length != theirs.Length)
            return false;
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i] >= 0 && mine[i] != theirs[i])
                return false;
        }

        return true;
    }

    public bool Equals(TensorShape other) => Dimensions.SequenceEqual(other.Dimensions);

    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var dim in Dimensions)
        {
            hash.Add(dim);
        }

        return hash.ToHashCode();
    }

    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    /// <summary><c>[1,-1,4]</c>; <c>[]</c> for a scalar.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        foreach (var dim in Dimensions)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(dim);
        }

        return text.Append(']').ToString();
    }
}
