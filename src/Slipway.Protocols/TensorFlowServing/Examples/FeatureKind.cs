namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>The kinds of list that a feature of a <c>tensorflow.Example</c> may be.</summary>
public enum FeatureKind : byte
{
    /// <summary>No value has been seen.</summary>
    None,
    Float,
    Int64,
    Bytes,
}

/// <summary>Words for <see cref="FeatureKind"/>.</summary>
internal static class FeatureKinds
{
    public static string Plural(this FeatureKind kind) =>
        kind switch
        {
            FeatureKind.Float => "floats",
            FeatureKind.Int64 => "integers",
            FeatureKind.Bytes => "strings",
            _ => "no values",
        };
}
