using System.Text.Json;

namespace Slipway.Importers.Keras.Graph;

/// <summary>An argument of a call: an output of another call, a list of arguments, or a literal.</summary>
internal abstract record Argument
{
    /// <summary>The outputs of other calls in it, in order.</summary>
    public abstract IEnumerable<OutputReference> References { get; }

    internal sealed record Output(OutputReference Reference) : Argument
    {
        public override IEnumerable<OutputReference> References => [Reference];
    }

    internal sealed record List(IReadOnlyList<Argument> Items) : Argument
    {
        public override IEnumerable<OutputReference> References => Items.SelectMany(item => item.References);
    }

    internal sealed record Literal(JsonElement Value) : Argument
    {
        public override IEnumerable<OutputReference> References => [];
    }
}

/// <summary>One output of one call of a layer.</summary>
internal readonly record struct OutputReference(string Layer, int Node, int Index);

/// <summary>One call of a layer.</summary>
internal sealed record NodeCall(
    LayerDefinition Layer,
    int Index,
    IReadOnlyList<Argument> Arguments,
    IReadOnlyDictionary<string, Argument> Named
)
{
    public IEnumerable<OutputReference> References =>
        Arguments.Concat(Named.Values).SelectMany(argument => argument.References);
}
