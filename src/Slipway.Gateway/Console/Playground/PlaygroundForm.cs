using System.Text.Json.Nodes;

namespace Slipway.Gateway.Console.Playground;

/// <summary>What a model is to be asked with.</summary>
public sealed record PlaygroundForm
{
    /// <summary>Its name, or the pipeline's.</summary>
    public required string Model { get; init; }

    public required PlaygroundKind Kind { get; init; }

    /// <summary>What it does, in its own words.</summary>
    public string? Summary { get; init; }

    /// <summary>JSON Schema of the request; null where nobody tells.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>A request that works, as far as somebody tells.</summary>
    public required string Example { get; init; }

    /// <summary>Why there is no more, in a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>Below the gateway's address.</summary>
    public string Path =>
        Kind is PlaygroundKind.Tensors
            ? $"/v2/models/{Uri.EscapeDataString(Model)}/infer"
            : $"/models/{Uri.EscapeDataString(Model)}";
}
