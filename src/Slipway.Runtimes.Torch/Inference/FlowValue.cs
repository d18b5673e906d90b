namespace Slipway.Runtimes.Torch.Inference;

/// <summary>What a value in the code comes from, as far as it tells what an input must be.</summary>
internal abstract record FlowValue
{
    /// <summary>An input, or something computed of it that has its type.</summary>
    /// <param name="Index">Which input.</param>
    /// <param name="IsWhole">Whether it is the input itself, of its shape.</param>
    public sealed record Input(int Index, bool IsWhole) : FlowValue;

    /// <summary>A module of the model.</summary>
    /// <param name="Class">Its class.</param>
    /// <param name="Path">Where it is, as in the names of parameters; empty for the model.</param>
    public sealed record Module(string Class, string Path) : FlowValue;

    /// <summary>A function of the code, by its qualified name.</summary>
    public sealed record Function(string Name) : FlowValue;

    /// <summary>A parameter or buffer, by its name.</summary>
    public sealed record Parameter(string Name) : FlowValue;

    /// <summary>A list or a tuple.</summary>
    public sealed record Items(IReadOnlyList<FlowValue> Elements) : FlowValue;

    /// <summary>A whole number.</summary>
    public sealed record Number(long Value) : FlowValue;

    /// <summary>A truth value.</summary>
    public sealed record Truth(bool Value) : FlowValue;

    /// <summary>Anything else.</summary>
    public sealed record Other : FlowValue
    {
        public static Other Instance { get; } = new();
    }
}
