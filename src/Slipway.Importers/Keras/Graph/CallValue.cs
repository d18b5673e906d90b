using System.Text.Json;

namespace Slipway.Importers.Keras.Graph;

/// <summary>What an argument of a call is, when the call is made.</summary>
internal abstract record CallValue
{
    /// <summary>The tensors in it, in order.</summary>
    public abstract IEnumerable<KerasTensor> Tensors { get; }

    internal sealed record Single(KerasTensor Value) : CallValue
    {
        public override IEnumerable<KerasTensor> Tensors => [Value];
    }

    internal sealed record List(IReadOnlyList<CallValue> Items) : CallValue
    {
        public override IEnumerable<KerasTensor> Tensors => Items.SelectMany(item => item.Tensors);
    }

    internal sealed record Literal(JsonElement Value) : CallValue
    {
        public override IEnumerable<KerasTensor> Tensors => [];

        public bool IsNull => Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;
    }
}
