using Slipway.Tensors;

namespace Slipway.Serving.Signatures;

/// <summary>
/// From one signature shape to another with as many elements: the first free dimension of one is the first of the other,
/// and so on.
/// </summary>
internal sealed class ShapeMap(TensorShape from, TensorShape to)
{
    /// <summary>What hinders the two from standing for each other, or null.</summary>
    public static string? Problem(TensorShape from, TensorShape to)
    {
        var sections = Sections(from);
        var others = Sections(to);
        if (sections.Count != others.Count)
            return $"{from} and {to} must have as many free dimensions (-1)";
        return sections.SequenceEqual(others) ? null : $"{from} and {to} must have as many elements";
    }

    /// <summary>The other shape with the free dimensions of <paramref name="actual"/>, or null where that does not fit.</summary>
    public TensorShape? Apply(TensorShape actual)
    {
        if (!from.Accepts(actual))
            return null;
        var dims = to.Dimensions.ToArray();
        var next = 0;
        for (var i = 0; i < dims.Length; i++)
        {
            if (dims[i] >= 0)
                continue;
            while (from[next] >= 0)
                next++;
            dims[i] = actual[next++];
        }

        return TensorShape.Wrap(dims);
    }

    // The elements between the free dimensions.
    private static List<UInt128> Sections(TensorShape shape)
    {
        List<UInt128> sections = [1];
        foreach (var dim in shape.Dimensions)
        {
            if (dim < 0)
                sections.Add(1);
            else
                sections[^1] = unchecked(sections[^1] * (UInt128)dim);
        }

        return sections;
    }
}
