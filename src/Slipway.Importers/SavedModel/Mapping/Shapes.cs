namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>What can be said of shapes before a model runs.</summary>
internal static class Shapes
{
    /// <summary>The shape of two tensors together, by the rules of numpy.</summary>
    public static long?[]? Broadcast(long?[]? a, long?[]? b)
    {
        if (a is null || b is null)
            return null;
        var shape = new long?[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var left = i <= a.Length ? a[^i] : 1;
            var right = i <= b.Length ? b[^i] : 1;
            // A free dimension beside a size other than 1 must be 1 or that size.
            shape[^i] =
                left == 1 ? right
                : right == 1 ? left
                : left ?? right;
        }

        return shape;
    }

    /// <summary>An axis counted from the front, or null where the rank that it needs is unknown or it is outside.</summary>
    public static int? Axis(long axis, int? rank) =>
        axis >= 0 ? (rank is { } known && axis >= known ? null : (int)axis)
        : rank is { } count && axis + count >= 0 ? (int)(axis + count)
        : null;

    /// <summary>What is known of a shape that a message gives.</summary>
    public static long?[]? Of(Proto.TensorShapeProto? shape) =>
        shape is null || shape.UnknownRank ? null : [.. shape.Dim.Select(dim => dim.Size < 0 ? (long?)null : dim.Size)];
}
